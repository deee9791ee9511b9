import { after, mock, type TestContext } from 'node:test';
import { LmdbLog } from '../../../relay/src/log/lmdb/lmdb-log.ts';
import { newFolder } from '../../support/folder.ts';
import { newRelay } from '../../support/relay.ts';
import { enteredRoom } from '../../support/room.ts';
import { fontFiles } from './fonts.ts';
import { entriesOf, type Language, now, talks } from './talk.ts';

const files = fontFiles();

// The relay's clock decides what the reader may still do with a message.
mock.timers.enable({ apis: ['Date'], now });

/** What has words in it; none has this of the page, and a button has it not of what it is in. */
const exactParts =
  'header members close launcher content quote reaction banner typing composer name field send menu people'.split(
    ' ',
  );

const html = `<!doctype html>
<html>
  <head>
    <meta charset="utf-8" />
    <link rel="stylesheet" href="/fonts.css" />
    <link rel="icon" href="data:," />
    <style>
      :root {
        color-scheme: light dark;
      }
      body {
        margin: 8px;
      }
      /* Where letters stand between two pixels, they stand there in every Chromium. */
      ${exactParts.map((part) => `realtime-chat::part(${part})`).join()} {
        text-rendering: geometricPrecision;
      }
      realtime-chat {
        --chat-font: Pictured;
        block-size: calc(100vh - 16px);
      }
    </style>
    <script type="module" src="/chat/realtime-chat.js"></script>
  </head>
  <body></body>
</html>`;

const sites = new Map<Language, Promise<string>>();
let close: (() => unknown) | undefined;
const file: Pick<TestContext, 'after'> = { after: (undo) => void (close = undo as () => unknown) };

// One for all tests of a file, which look and change nothing.
after(() => close?.());

/** A site with a relay whose room has the talk of this language, and those who take part in it. @returns its URL */
export function siteIn(language: Language): Promise<string> {
  const site = sites.get(language) ?? newSite(file, language);
  sites.set(language, site);
  return site;
}

async function newSite(t: typeof file, language: Language): Promise<string> {
  const talk = talks[language];
  const data = await newFolder(t);
  const log = await LmdbLog.open(data);
  await log.restore('talk', entriesOf(talk, 'user:me'));
  await log.close();
  const authenticate = async (token: string | undefined) => (token === undefined ? undefined : { id: token });
  const { url } = await newRelay(
    t,
    { data, path: '/chat', greeting: '', authenticate },
    (request, response) => {
      const file = request.url === '/' ? { type: 'text/html', body: html } : files.get(request.url ?? '');
      response.writeHead(file ? 200 : 404, { 'Content-Type': file?.type ?? 'text/plain' }).end(file?.body);
    },
  );
  for (const { id, username } of talk.others) {
    await enteredRoom(t, `${url}/chat`, { room: 'talk', token: id, username });
  }
  return url;
}
