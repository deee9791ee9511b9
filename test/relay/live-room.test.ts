import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test, type TestContext } from 'node:test';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { entriesInterval, LiveRoom } from '../../relay/src/rooms/live-room.ts';
import { MemoryLog } from '../../relay/src/log/memory/memory-log.ts';
import type { RelayServer } from '../../relay/src/rooms/sockets.ts';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { listen } from '../support/relay.ts';
import { deletion, draft, edit, entriesOf, reaction, target, texts } from './log-entries.ts';

interface Frame {
  event: string;
  words: object & { entries?: object[]; head?: number; message?: string };
}

/** A room over a log in memory, and the frames for its members, those of tutorial clients included. */
async function newLiveRoom(t: TestContext) {
  const log = new MemoryLog();
  const server = createServer();
  const sockets: RelayServer = new Server(server);
  afterwards(t, () => sockets.close());
  const room = await LiveRoom.open('lobby', { io: sockets, log });
  afterwards(t, () => room.close());
  const entered = new Promise((resolve) => {
    sockets.on('connection', (socket) => {
      void socket.join([room.channel, room.tutorialChannel]);
      resolve(0);
    });
  });
  const client = io(await listen(server), { forceNew: true, transports: ['websocket'] });
  afterwards(t, () => client.disconnect());
  const heard = new Inbox<Frame>();
  client.onAny((event: string, words: object) => heard.put({ event, words }));
  await entered;
  return { log, room, heard };
}

test('a text that was replaced or deleted before the broadcast is not sent', async (t) => {
  const { log, heard } = await newLiveRoom(t);
  const [kept, gone] = [target(1, 'first'), target(2, 'secret')];
  // At once, so that all of them are committed and broadcast together.
  await Promise.all([
    log.append('lobby', draft('first')),
    log.append('lobby', draft('secret', { reply: kept })),
    log.append('lobby', edit(kept, 'secret too')),
    log.append('lobby', edit(gone, 'another secret')),
    log.append('lobby', reaction(gone, '👍')),
    log.append('lobby', edit(kept, 'last')),
    log.append('lobby', deletion(gone)),
    log.append('lobby', draft('end')),
  ]);
  await heard.first('the end', ({ words }) => words.message === 'end');

  const { entries = [] } = (await heard.first('the entries', ({ event }) => event === 'entries')).words;
  assert.deepEqual(texts(entries), ['last', '', 'last', 'end']);
  assert.equal(entries.length, 8);
  assert.deepEqual(Object.keys(entries[1] ?? {}).toSorted(), [
    'deleted',
    'id',
    'message',
    'sender',
    'seq',
    'time',
    'type',
    'username',
  ]);
  const plain = heard.all.filter(({ event }) => event === 'message').map(({ words }) => words);
  assert.deepEqual(texts(plain), ['last', 'end']);
  assert.ok(!JSON.stringify(heard.all).replaceAll('id-secret', '').includes('secret'));
});

test('an edit of a message that was broadcast before is sent with the last text', async (t) => {
  const { log, heard } = await newLiveRoom(t);
  const hello = target(1, 'hello');
  await log.append('lobby', draft('hello'));
  await heard.first('the message', ({ event }) => event === 'message');
  await Promise.all([
    log.append('lobby', edit(hello, 'secret')),
    log.append('lobby', edit(hello, 'last')),
    log.append('lobby', draft('end')),
  ]);
  await heard.first('the end', ({ words }) => words.message === 'end');
  const entries = heard.all.flatMap(({ words }) => words.entries ?? []);
  assert.deepEqual(texts(entries), ['hello', 'last', 'end']);
});

test('the head frame has the newest seq of the log, also of entries that were never broadcast', async (t) => {
  const { log, room, heard } = await newLiveRoom(t);
  await log.append('lobby', draft('hello'));
  // As another process would append it: watchers are not called.
  await log.restore('lobby', entriesOf(2, 3));
  await room.emitHead();
  const { epoch } = await log.extent('lobby');
  const { words } = await heard.first('the head', ({ event }) => event === 'head');
  assert.deepEqual(words, { room: 'lobby', epoch, head: 3 });
});

test('a room that could not be opened is not called by the log any more', async (t) => {
  const server: RelayServer = new Server(createServer());
  afterwards(t, () => server.close());
  let isWatched = false;
  class FailingLog extends MemoryLog {
    override async watch(...args: Parameters<MemoryLog['watch']>): ReturnType<MemoryLog['watch']> {
      const unwatch = await super.watch(...args);
      isWatched = true;
      return () => {
        isWatched = false;
        unwatch();
      };
    }

    override extent(): ReturnType<MemoryLog['extent']> {
      return Promise.reject(new Error('the store is being opened again'));
    }
  }
  await assert.rejects(LiveRoom.open('lobby', { io: server, log: new FailingLog() }), /opened again/);
  assert.equal(isWatched, false);
});

test('frames of a large room are fewer, but none waits for more than 50 ms', () => {
  for (const sockets of [0, 2, 25]) assert.equal(entriesInterval(sockets), 10);
  assert.equal(Math.round(entriesInterval(100)), 40);
  for (const sockets of [125, 1000, 10_000]) assert.equal(entriesInterval(sockets), 50);
});

test('what is committed within the interval of the room leaves in one frame', async (t) => {
  const { log, room, heard } = await newLiveRoom(t);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (let index = 0; index < 1000; index += 1)
    room.presence.add(`socket-${index}`, { id: `person-${index}`, username: `Person ${index}` });
  await log.append('lobby', draft('first'));
  await heard.first('the first', ({ words }) => words.message === 'first');
  for (const text of ['second', 'third']) await log.append('lobby', draft(text));
  t.mock.timers.tick(49);
  await log.append('lobby', draft('end'));
  t.mock.timers.tick(1);
  await heard.first('the end', ({ words }) => words.message === 'end');
  const frames = heard.all.flatMap(({ words }) => (words.entries ? [texts(words.entries)] : []));
  assert.deepEqual(frames, [['first'], ['second', 'third', 'end']]);
});
