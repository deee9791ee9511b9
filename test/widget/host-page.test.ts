import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { isOnline, newRoom } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, type FramedPage, openPage, scriptFiles } from './support/frame.ts';
import { choose, openMenu, press, say } from './support/hands.ts';
import { greeting, hasPeopleFocus, isMenuOpen, isSent, part, reactionsOf, shows } from './support/view.ts';

/**
 * What a page's own scripts could meet: its globals, and the properties of each of them and of its prototype, with the
 * functions that they are.
 */
function globalsOf(window: Window): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const note = (owner: object, name: string): void => {
    for (const key of Reflect.ownKeys(owner)) {
      const property = Reflect.getOwnPropertyDescriptor(owner, key);
      const own: unknown = property?.get ?? property?.value;
      found.set(`${name} ${String(key)}`, typeof own === 'function' ? own : undefined);
    }
  };
  note(window, 'window');
  for (const name of Object.getOwnPropertyNames(window)) {
    const global: unknown = Reflect.getOwnPropertyDescriptor(window, name)?.value;
    if (typeof global !== 'function') continue;
    note(global, name);
    const prototype: unknown = global.prototype;
    if (prototype !== null && typeof prototype === 'object') note(prototype, `${name}.prototype`);
  }
  return found;
}

/** Lit, as it is published, notes its versions for its own warnings, and keeps the options of properties. */
const globalsOfLit = [
  'window litHtmlVersions',
  'window reactiveElementVersions',
  'window litElementVersions',
  'window litPropertyMetadata',
  'Symbol metadata',
];

/** What of the page is global, beside its scripts, its chats and the globals. */
async function stateOf({ window, document }: FramedPage): Promise<unknown> {
  const rest = document.documentElement.cloneNode(true) as Element;
  for (const own of rest.querySelectorAll('script, realtime-chat')) own.remove();
  return {
    markup: rest.outerHTML,
    styleSheets: document.styleSheets.length,
    adopted: document.adoptedStyleSheets.length,
    fonts: document.fonts.size,
    cookies: document.cookie,
    title: document.title,
    address: document.URL,
    steps: window.history.length,
    session: Object.keys(window.sessionStorage).filter((key) => !key.startsWith('realtime-chat:')),
    caches: await window.caches.keys(),
    workers: (await window.navigator.serviceWorker.getRegistrations()).length,
  };
}

/** The origins of all that the page has asked for. */
function askedOf({ window }: FramedPage): string[] {
  const asked = window.performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin);
  return [...new Set(asked)];
}

function place({ document }: FramedPage, attributes: Record<string, string>): RealtimeChat {
  const chat = document.createElement('realtime-chat');
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
  document.body.append(chat);
  return chat;
}

/** Has a page load a file after it is there. */
function load({ document }: FramedPage, tag: string): void {
  const [, type = '', , src = ''] = /^<script( type="(\w+)")? src="(.*)">/.exec(tag) ?? [];
  const script = document.createElement('script');
  if (type) script.type = 'module';
  script.src = src;
  document.head.append(script);
}

/** All that a person does in a chat. */
async function use(chat: RealtimeChat): Promise<void> {
  await eventually(() => expect(chat.shadowRoot).to.exist);
  await isOnline(chat);
  say(chat, 'hello, **you**');
  await shows(chat, [greeting, 'Ann: hello, you']);
  await isSent(chat, 'hello, you');
  await openMenu(chat, 'hello, you');
  press(part(chat, 'menu'), 'Escape');
  await eventually(() => expect(isMenuOpen(chat)).to.be.false);
  await choose(chat, 'hello, you', 'More emoji');
  const emoji = await eventually(() => {
    const found = part(chat, 'picker').querySelector<HTMLElement>('.picker-grid button');
    if (!found) throw new Error('There are no emoji yet');
    return found;
  });
  emoji.click();
  await eventually(() => expect(reactionsOf(chat, 'hello, you')).not.to.be.empty);
  part(chat, 'members').click();
  await eventually(() => expect(hasPeopleFocus(chat)).to.be.true);
  press(part(chat, 'people'), 'Escape');
  await choose(chat, 'hello, you', 'Edit');
  await eventually(() => part(chat, 'context'));
  press(part(chat, 'field'), 'Escape');
  say(chat, 'bye');
  await isSent(chat, 'bye');
}

for (const [file, tag] of Object.entries(scriptFiles)) {
  describe(`a page with ${file}`, () => {
    it('is unchanged, except for the element and the globals of Lit', async () => {
      const page = await openPage('<title>A page</title><p>Its words</p>');
      const globals = globalsOf(page.window);
      const state = await stateOf(page);

      load(page, tag(window.relayUrl));
      const chat = place(page, { room: newRoom(), username: 'Ann' });
      const markup = chat.outerHTML;
      const isLeftAlone = async (): Promise<void> => {
        const now = globalsOf(page.window);
        const changed = [...now].filter(([name, value]) => !globals.has(name) || globals.get(name) !== value);
        expect(changed.map(([name]) => name).filter((name) => !globalsOfLit.includes(name))).to.deep.equal(
          [],
        );
        expect([...globals.keys()].filter((name) => !now.has(name))).to.be.empty;
        expect(await stateOf(page)).to.deep.equal(state);
        expect(askedOf(page)).to.deep.equal([window.relayUrl]);
        expect(chat.outerHTML).to.equal(markup);
      };
      await use(chat);
      await isLeftAlone();
      chat.remove();
      await eventually(() => expect(chat.status).to.equal('closed'));
      await isLeftAlone();
      expect(page.problems).to.be.empty;
    });

    it('stores values under names of its own', async () => {
      const page = await openPage(tag(window.relayUrl));
      await use(place(page, { room: newRoom(), username: 'Ann' }));
      expect(localStorage.length).to.be.above(0);
      for (const key of Object.keys(localStorage)) expect(key).to.match(/^realtime-chat:/);
      const databases = (await page.window.indexedDB.databases()).map(({ name }) => name);
      expect(databases).to.deep.equal(['realtime-chat']);
      expect(page.problems).to.be.empty;
    });

    it('may forbid everything but the relay', async () => {
      const relay = window.relayUrl;
      const page = await openPage(`<meta http-equiv="Content-Security-Policy" content="default-src 'none';
        script-src ${relay}; connect-src ${relay} ${relay.replace('http', 'ws')};
        require-trusted-types-for 'script'; trusted-types lit-html">${tag(relay)}
        <realtime-chat room="${newRoom()}" username="Ann"></realtime-chat>`);
      await use(chatOf(page));
      expect(page.problems).to.be.empty;
    });
  });
}
