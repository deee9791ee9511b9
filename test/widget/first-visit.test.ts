import { expect } from '@open-wc/testing';
import { isOnline, newRoom, placeChat, stage } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { chatOf, openPage } from './support/frame.ts';
import { say } from './support/hands.ts';
import { Page } from './support/page.ts';
import { Person } from './support/person.ts';
import { localRelay } from './support/servers.ts';
import { holdTime, passTime } from './support/time.ts';
import { authSecret, token } from './support/tokens.ts';
import { isSent, peopleCount } from './support/view.ts';

/** How long a chat waits for the session of another tab, in milliseconds. */
const longestWait = 4000;

const place = (room: string, relayUrl = window.relayUrl): Record<string, string> => ({
  'relay-url': relayUrl,
  room,
  username: 'Ann',
});

const lockOf = (relayUrl: string): string => `realtime-chat:session:${relayUrl}`;

/** The locks that chats of this relay hold or wait for. */
async function locks(relayUrl: string): Promise<string[]> {
  const { held = [], pending = [] } = await navigator.locks.query();
  return [...held, ...pending].flatMap(({ name }) => (name === lockOf(relayUrl) ? name : []));
}

/** Holds the lock until the test ends, as a tab does whose process hangs. */
async function holdLock(relayUrl: string): Promise<void> {
  await new Promise<void>((acquired) => {
    void navigator.locks.request(lockOf(relayUrl), () => {
      acquired();
      return new Promise<void>((release) => releases.push(release));
    });
  });
}

const releases: (() => void)[] = [];
const realSend = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'send');
/** The sessions in the handshakes of this page's chats; undefined for a handshake without one. */
let sessions: (string | undefined)[] = [];

beforeEach(() => {
  sessions = [];
  const { prototype } = WebSocket;
  prototype.send = new Proxy(Reflect.get(prototype, 'send'), {
    apply(send, socket: WebSocket, words: [unknown]) {
      const [packet] = words;
      // `40` is Engine.IO's message with Socket.IO's CONNECT.
      if (typeof packet === 'string' && packet.startsWith('40{')) {
        const auth: { session?: string } = JSON.parse(packet.slice(2));
        sessions.push(auth.session);
      }
      Reflect.apply(send, socket, words);
    },
  });
});

afterEach(() => {
  if (realSend) Object.defineProperty(WebSocket.prototype, 'send', realSend);
  for (const release of releases.splice(0)) release();
});

describe('a new visitor who opens several chats at once', () => {
  it('gets one session: the second chat connects with that of the first, and both send', async () => {
    const room = newRoom();
    const where = stage();
    const chats = [placeChat(place(room), where), placeChat(place(room), where)];
    await Promise.all(chats.map(isOnline));
    // Two handshakes without a session make two people until one of them has seen the session of the other.
    expect(sessions).to.have.lengthOf(2);
    expect(sessions.filter((session) => session === undefined)).to.have.lengthOf(1);

    for (const [index, chat] of chats.entries()) say(chat, `from chat ${index}`);
    for (const [index, chat] of chats.entries()) await isSent(chat, `from chat ${index}`);
    const [one] = chats;
    if (!one) throw new Error('There is no chat');
    await eventually(() => expect(one.messages).to.have.lengthOf(2));
    expect(new Set(one.messages.map(({ sender }) => sender))).to.have.lengthOf(1);
    expect(peopleCount(one)).to.equal('1 person');
    expect(await locks(window.relayUrl)).to.be.empty;
  });

  it('waits for another tab at most a few seconds', async () => {
    const relay = await localRelay();
    await holdLock(relay);
    holdTime();
    const room = newRoom();
    const chat = placeChat(place(room, relay));
    await eventually(async () => expect(await locks(relay)).to.have.lengthOf(2));
    passTime(longestWait - 1);
    // What comes behind it has come, so it would have come too.
    await Person.enter(room, 'Ben', relay);
    expect(sessions, 'that of Ben').to.have.lengthOf(1);
    passTime(1);
    await isOnline(chat);
    say(chat, 'after all');
    await isSent(chat, 'after all');
  });

  it('waits no longer where the browser never answers a request for a lock', async () => {
    const page = await Page.open(place(newRoom()), { stalled: 'locks' });
    await isOnline(page.chat);
    say(page.chat, 'after all');
    await isSent(page.chat, 'after all');
  });

  it('does not keep other tabs waiting with a chat that was removed', async () => {
    const relay = await localRelay();
    await holdLock(relay);
    // No wait ends by itself.
    holdTime();
    const chat = placeChat(place(newRoom(), relay));
    await eventually(async () => expect(await locks(relay)).to.have.lengthOf(2));
    chat.remove();
    await eventually(async () => expect(await locks(relay)).to.have.lengthOf(1));
  });
});

describe('nothing waits for another tab', () => {
  // A chat that waits would do so for ever.
  beforeEach(() => holdTime());

  it('at a later visit', async () => {
    const relay = await localRelay();
    const first = placeChat(place(newRoom(), relay));
    await isOnline(first);
    first.remove();
    await holdLock(relay);
    await isOnline(placeChat(place(newRoom(), relay)));
  });

  it('where a token signs the person in', async () => {
    const relay = await localRelay('--auth-secret', authSecret);
    await holdLock(relay);
    await isOnline(placeChat({ 'relay-url': relay, room: newRoom(), token: await token() }));
  });

  it('where the browser refuses its storage', async () => {
    const relay = await localRelay();
    await holdLock(relay);
    const page = await openPage(`<script>
      {
        const { setTimeout } = window;
        window.setTimeout = (act, milliseconds, ...words) =>
          milliseconds === ${longestWait} ? 0 : setTimeout(act, milliseconds, ...words);
      }
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      });
      </script>
      <script type="module" src="${relay}/realtime-chat.js"></script>
      <realtime-chat relay-url="${relay}" room="${newRoom()}" username="Ann"></realtime-chat>`);
    const chat = chatOf(page);
    await eventually(() => expect(chat.shadowRoot).to.exist);
    await isOnline(chat);
    expect(page.problems).to.be.empty;
  });
});
