import { expect } from '@open-wc/testing';
import { isOnline, newRoom, openChat, placeChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage, scriptFiles } from './support/frame.ts';
import { say } from './support/hands.ts';
import { newPlace } from './support/moderation.ts';
import { localRelay } from './support/servers.ts';
import { token } from './support/tokens.ts';
import { greeting, isSent, part, shows } from './support/view.ts';

for (const [file, tag] of Object.entries(scriptFiles)) {
  describe(`a page with ${file} from the relay`, () => {
    it('has a chat on that relay by two lines', async () => {
      const relay = await localRelay();
      const page = await openPage(`${tag(relay)}<realtime-chat room="lobby" username="Ann"></realtime-chat>`);
      const chat = chatOf(page);
      await eventually(() => expect(chat.shadowRoot).to.exist);
      await isOnline(chat);
      say(chat, 'hello');
      await shows(chat, [greeting, 'Ann: hello']);
      expect(page.problems).to.be.empty;
    });

    it('keeps properties that were set before the file had loaded', async () => {
      const room = newRoom();
      const page = await openPage(`<realtime-chat></realtime-chat><script>
        Object.assign(document.querySelector('realtime-chat'), { room: '${room}', username: 'Dora', heading: 'Early' });
      </script>${tag(window.relayUrl)}`);
      const chat = chatOf(page);
      await eventually(() => expect(chat.shadowRoot).to.exist);
      await isOnline(chat);
      expect(chat).to.include({ room, username: 'Dora', heading: 'Early' });
      say(chat, 'hello');
      await isSent(chat, 'hello');
      await shows(await openChat({ room }), ['Dora: hello', greeting]);
      expect(page.problems).to.be.empty;
    });

    it('keeps a gap between the sentence of a refusal and its button', async () => {
      const place = await newPlace('--auth-audience', 'chat');
      for (const [claims, label, name] of [
        [{ aud: 'chat', exp: 1 }, 'Sign in', 'barrier'],
        [{ aud: 'mail' }, 'Try again', 'banner'],
      ] as const) {
        const bearer = await token(claims);
        const page = await openPage(
          `${tag(place['relay-url'])}<realtime-chat token="${bearer}"></realtime-chat>`,
        );
        await eventually(() => {
          const refusal = part(chatOf(page), name);
          const [sentence] = [refusal.querySelector('p') ?? refusal]
            .flatMap(({ childNodes }) => [...childNodes])
            .filter(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim());
          const button = refusal.querySelector('button');
          if (!sentence) throw new Error('There is no sentence');
          expect(button).to.have.text(label);
          const range = page.document.createRange();
          range.selectNodeContents(sentence);
          const left = Number(button?.getBoundingClientRect().left);
          expect(left - range.getBoundingClientRect().right).to.be.at.least(8);
        });
      }
    });

    it('may load it twice, and the package as well', async () => {
      const page = await openPage(`${tag(window.relayUrl)}${tag(`${window.relayUrl}/.`)}
        <script type="module" src="/widget/lib/index.js"></script>
        <realtime-chat room="${newRoom()}" username="Ann"></realtime-chat>`);
      const chat = chatOf(page);
      await isOnline(chat);
      await shows(chat, [greeting]);
      expect(page.problems).to.be.empty;
    });
  });
}

/** A page that loads a script file of a relay at a path in this way has its chat on that relay. */
async function findsRelay(load: (folder: string) => string): Promise<void> {
  const relay = await localRelay('--path', '/some/chat');
  const page = await openPage(`${load(`${relay}/some/chat`)}<realtime-chat username="Ann"></realtime-chat>`);
  const chat = chatOf(page);
  await eventually(() => expect(chat.shadowRoot).to.exist);
  await isOnline(chat);
  say(chat, 'hello');
  await shows(chat, [greeting, 'Ann: hello']);
  expect(chat.resolvedRelayUrl).to.equal(`${relay}/some/chat`);
  expect(page.problems).to.be.empty;
}

describe('a page without relay-url finds the relay in the folder of', () => {
  for (const [file, tag] of Object.entries(scriptFiles)) it(file, () => findsRelay(tag));

  it('the module file with a query', () =>
    findsRelay((folder) => `<script type="module" src="${folder}/realtime-chat.js?v=3"></script>`));

  it('the classic file with a query', () =>
    findsRelay((folder) => `<script src="${folder}/realtime-chat.iife.js?v=3#x"></script>`));

  it('the classic file that runs late', () =>
    findsRelay((folder) => `<script async src="${folder}/realtime-chat.iife.js"></script>`));

  it('the module file, by an import map', () =>
    findsRelay(
      (folder) => `<script type="importmap">{ "imports": { "chat": "${folder}/realtime-chat.js" } }</script>
        <script type="module">import 'chat';</script>`,
    ));
});

describe('a script without an address', () => {
  const files = ['realtime-chat.iife.js', 'realtime-chat.js'] as const;
  for (const file of files) {
    it(`takes the origin of the page for the relay: ${file} from a blob`, async () => {
      const code = await (await fetch(`${window.relayUrl}/${file}`)).text();
      const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      const page = await openPage(`<base href="${location.origin}/a/folder/"><realtime-chat></realtime-chat>
        <script ${file.includes('iife') ? '' : 'type="module"'} src="${url}"></script>`);
      const chat = chatOf(page);
      await eventually(() => expect(chat.shadowRoot).to.exist);
      expect(chat.resolvedRelayUrl).to.equal(`${location.origin}/`);
      chat.remove();
      URL.revokeObjectURL(url);
    });
  }

  for (const file of files) {
    it(`takes the origin of the page for the relay: ${file} written into the page`, async () => {
      const page = await openPage(
        `<base href="${location.origin}/a/folder/#top"><realtime-chat></realtime-chat>`,
      );
      const script = page.document.createElement('script');
      if (!file.includes('iife')) script.type = 'module';
      script.text = await (await fetch(`${window.relayUrl}/${file}`)).text();
      page.document.body.append(script);
      const chat = chatOf(page);
      await eventually(() => expect(chat.shadowRoot).to.exist);
      expect(chat.resolvedRelayUrl).to.equal(`${location.origin}/`);
      chat.remove();
    });
  }

  it('takes the origin of the page for the relay: the classic file that a loader runs from its text', async () => {
    const page = await openPage(`<base href="${location.origin}/a/folder/"><realtime-chat></realtime-chat>
      <script type="module">
        const code = await (await fetch('${window.relayUrl}/realtime-chat.iife.js')).text();
        new Function(code)();
      </script>`);
    const chat = chatOf(page);
    await eventually(() => expect(chat.shadowRoot).to.exist);
    expect(chat.resolvedRelayUrl).to.equal(`${location.origin}/`);
    chat.remove();
  });
});

describe('a page with the package', () => {
  it('takes its own origin for the relay', () => {
    const chat = placeChat({ layout: 'launcher' });
    expect(chat.resolvedRelayUrl).to.equal(`${location.origin}/`);
  });

  it('takes its own origin for the relay, whatever its variable `origin` holds', () => {
    const chat = placeChat({ layout: 'launcher' });
    Object.assign(window, { origin: 'Berlin' });
    const { resolvedRelayUrl } = chat;
    Object.assign(window, { origin: location.origin });
    expect(resolvedRelayUrl).to.equal(`${location.origin}/`);
  });

  it('may load the script file as well', async () => {
    const before = customElements.get('realtime-chat');
    await import(`${window.relayUrl}/realtime-chat.js`);
    expect(customElements.get('realtime-chat')).to.equal(before);
    await shows(await openChat(), [greeting]);
  });
});
