import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { partOf, say } from '../../e2e/support/chat.ts';
import { afterwards } from '../../support/afterwards.ts';
import { startScriptedServer } from '../../support/scripted-server.mjs';
import { joined } from '../../widget/support/answers.ts';
import { siteIn } from './site.ts';
import { messagesOf, type Language, talks } from './talk.ts';
import { newView } from './view.ts';

type Attributes = Record<string, string>;

/** Opens a page in which the chat is in this state. */
export type State = (t: TestContext, language: Language) => Promise<Page>;

/** High enough for all that was said. */
export const tall = { width: 400, height: 960 };

export async function openConversation(
  language: Language,
  attributes: Attributes = {},
  size?: typeof tall,
): Promise<Page> {
  const { me, heading, others, said } = talks[language];
  const page = await newView(
    await siteIn(language),
    language,
    { 'relay-url': '/chat', room: 'talk', token: 'me', username: me, heading, ...attributes },
    size,
  );
  await isHere(page, others.length + 1);
  await page.locator(`${partOf('message')}[data-seq="${said.length}"]`).waitFor();
  return page;
}

/** The conversation, in which something more is done; by the keyboard, since a pointer would rest on something. */
function andThen(act: (page: Page, language: Language) => Promise<void>): State {
  return async (_t, language) => {
    const page = await openConversation(language);
    await act(page, language);
    return page;
  };
}

export async function openMenu(page: Page, seq: number): Promise<void> {
  const toolbar = page.locator(`${partOf('message')}[data-seq="${seq}"] [part="toolbar"]`);
  await toolbar.locator('[part="actions"]').focus();
  // The menu opens where the button is, which the focus moves to its place.
  await toolbar.and(page.locator('[style*="inset"]')).waitFor();
  await toolbar.locator('[part="actions"]').press('Enter');
  await page.locator(`${partOf('menu')}:popover-open`).waitFor();
}

/** Opens the menu of this message and takes the item at that place in it. */
async function choose(page: Page, seq: number, item: number): Promise<void> {
  await openMenu(page, seq);
  await page
    .locator(`${partOf('menu')} [role="menu"] > button`)
    .nth(item)
    .press('Enter');
}

async function isHere(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (count) => document.querySelector('realtime-chat')?.members.length === count,
    count,
  );
}

interface ScriptedRoom {
  messages?: object[];
  members?: object[];
  sends?: unknown[];
  queue?: unknown[];
  /** The files that the server has, by their id. */
  files?: Record<string, { type: string; data: string } | 'silence'>;
  uploads?: unknown[];
  /** Which share it takes of each upload, by its id. */
  taken?: Record<string, number>;
  attributes?: Attributes;
  size?: typeof tall;
  /** What else the server says of the reader, and of the room. */
  me?: object;
  room?: object;
}

/** The chat at a server that says what no relay would at this moment. */
export async function openScripted(
  t: TestContext,
  language: Language,
  { messages = [], members, me: rights, room, attributes, size, ...script }: ScriptedRoom,
) {
  const { me: username, heading } = talks[language];
  const me = { id: 'me', username, ...rights };
  const present = members ?? [me];
  const server = await startScriptedServer({
    joins: {
      lobby: joined({
        head: messages.length,
        messages: messages.map((message, index) => ({ ...message, seq: index + 1 })),
        count: present.length,
        members: present,
        me: { ...me, session: 'session' },
        ...room,
      }),
    },
    ...script,
  });
  afterwards(t, () => server.stop());
  const page = await newView(
    await siteIn(language),
    language,
    { 'relay-url': server.url, username, heading, ...attributes },
    size,
  );
  await isHere(page, present.length);
  return { page, server };
}

const launcher = { layout: 'launcher', open: '' };

export const states: Record<string, State> = {
  async empty(_t, language) {
    const site = await siteIn(language);
    const { me, heading } = talks[language];
    const page = await newView(site, language, {
      'relay-url': '/chat',
      room: 'empty',
      // A guest would have another id in each run, and so another colour.
      token: 'me',
      username: me,
      heading,
    });
    await isHere(page, 1);
    return page;
  },

  async connecting(t, language) {
    // It answers nobody.
    const silent = createServer();
    await once(silent.listen(0, 'localhost'), 'listening');
    afterwards(t, () => {
      silent.close();
      silent.closeAllConnections();
    });
    const relayUrl = `http://localhost:${(silent.address() as AddressInfo).port}`;
    const { me, heading } = talks[language];
    const page = await newView(await siteIn(language), language, {
      'relay-url': relayUrl,
      username: me,
      heading,
    });
    await page.locator('realtime-chat [part="skeleton"]').waitFor();
    return page;
  },

  conversation: (_t, language) => openConversation(language, {}, tall),
  readonly: (_t, language) => openConversation(language, { readonly: '' }),

  async stuck(t, language) {
    const { stuck } = talks[language];
    const refused = (code: string) => ({ ok: false, error: { code, message: '' } });
    const { page, server } = await openScripted(t, language, {
      messages: messagesOf(talks[language], 'me').slice(-2),
      sends: [refused('conflict'), refused('unconfirmed'), refused('held')],
    });
    const isIn = (text: string, state: string): Promise<void> =>
      page.locator(`${partOf('message')}[data-state="${state}"]`, { hasText: text }).waitFor();
    for (const text of stuck.slice(0, 3)) {
      await say(page, text);
      await isIn(text, 'failed');
      // What can be done with it loads while there is somebody to load it from.
      await page
        .locator(`${partOf('state')} button`, { hasText: /./ })
        .first()
        .waitFor();
    }
    await server.stop();
    await page.locator(`${partOf('banner')}:not(:empty)`).waitFor();
    await say(page, stuck[3]);
    await isIn(stuck[3], 'queued');
    // A caret is drawn in colours of the system, whatever is said of it.
    await page.locator(partOf('field')).blur();
    return page;
  },

  async long(t, language) {
    const lines = Array.from({ length: 50 }, (_, index) => `${index + 1}. ${talks[language].heading}`);
    const [message] = messagesOf(talks[language], 'me').slice(1);
    const messages = [{ ...message, message: lines.join('\n') }];
    const { page } = await openScripted(t, language, { messages });
    await page.locator(partOf('message')).waitFor();
    return page;
  },

  async crowd(t, language) {
    const { me, others } = talks[language];
    const members = Array.from({ length: 39 }, (_, index) => ({
      id: `user:${index}`,
      username: others[index]?.username ?? `${others[index % 3]?.username} ${index}`,
      ...(index % 3 === 0 && { verified: true }),
      ...(index === 1 && { moderator: true }),
    }));
    const { page } = await openScripted(t, language, { members: [{ id: 'me', username: me }, ...members] });
    await page.locator(partOf('members')).press('Enter');
    await page.locator(`${partOf('people')}:popover-open`).waitFor();
    return page;
  },

  async launcher(t, language) {
    const { me, heading } = talks[language];
    const said = messagesOf(talks[language], 'me').slice(0, 3);
    const room = { room: 'lobby', epoch: 'first' };
    const server = await startScriptedServer({
      joins: {
        lobby: {
          ok: true,
          epoch: 'first',
          head: 0,
          floor: 1,
          mode: 'snapshot',
          messages: [],
          count: 1,
          members: [{ id: 'me', username: me }],
          me: { id: 'me', username: me, session: 'session' },
        },
      },
      says: [['entries', { ...room, entries: said }]],
    });
    afterwards(t, () => server.stop());
    const attributes = { 'relay-url': server.url, username: me, heading, layout: 'launcher', eager: '' };
    // Little else, so that it is a good part of what is compared.
    const page = await newView(await siteIn(language), language, attributes, { width: 160, height: 160 });
    await page.locator(partOf('badge')).waitFor();
    return page;
  },

  async panel(_t, language) {
    const page = await openConversation(language, launcher, { width: 640, height: 640 });
    await page.locator(partOf('close')).waitFor();
    return page;
  },

  async sheet(_t, language) {
    const page = await openConversation(language, launcher);
    await page.locator(`${partOf('panel')}[aria-modal]`).waitFor();
    return page;
  },

  menu: andThen((page) => openMenu(page, 5)),
  replying: andThen((page) => choose(page, 7, 0)),
  editing: andThen((page) => choose(page, 5, 3)),
  people: andThen(async (page) => {
    await page.locator(partOf('members')).press('Enter');
    await page.locator(`${partOf('people')}:popover-open`).waitFor();
  }),
  completing: andThen(async (page, language) => {
    await page.locator(partOf('field')).fill(talks[language].draft);
    await page.locator(partOf('completion')).waitFor();
  }),
};
