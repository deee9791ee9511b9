import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Logger } from '@realtime-chat/relay';
import { afterwards } from '../support/afterwards.ts';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { newMember, newWireClient, type WireClient } from '../support/wire-client.ts';
import { newRawConnection } from '../hostile/raw-connection.ts';

/** So high that only the packet budget can be reached by a test. */
const otherwiseUnbounded = {
  sends: '9999/1',
  'sends-address': '9999/1',
  'sends-room': '9999/1',
  joins: '9999/1',
  'joins-address': '9999/1',
} as const;

const inRoom = { room: 'lobby' };

/** Packets that cost the relay something and that no other limit counts. */
const uncounted: Record<string, (client: WireClient) => void> = {
  'leaves rooms': ({ socket }) => void socket.emit('leave', { room: 'elsewhere' }),
  'asks for the history of a room that it is not in': ({ socket }) =>
    void socket.emit('history', { room: 'elsewhere', before: 1, limit: 1 }),
  'says what it has seen': ({ socket }) => void socket.emit('seen', { ...inRoom, seq: 1 }),
  types: ({ socket }) => void socket.emit('typing', inRoom),
  'sends more than it may': ({ socket }) => void socket.emit('send', { ...inRoom, id: 'x', message: 'x' }),
  'asks for what the relay does not know': ({ socket }) => void socket.emit('nonsense'),
};

function endOf({ socket }: WireClient): Promise<string> {
  return new Promise((resolve) => socket.once('disconnect', resolve));
}

function closedOf({ socket }: WireClient): Promise<unknown> {
  return new Promise((resolve) => socket.once('closed', resolve));
}

for (const transport of ['websocket', 'polling']) {
  for (const [what, ask] of Object.entries(uncounted)) {
    test(`a client that ${what} without end is disconnected with a code, by ${transport}`, async (t) => {
      const { url } = await newRelay(t, { limits: { packets: '50/10' }, greeting: '' });
      const ann = await newMember(t, url, 'Ann');
      const eve = await newMember(t, url, 'Eve', { transports: [transport] });
      const ends = Promise.all([closedOf(eve), endOf(eve)]);
      for (let count = 0; count < 200; count += 1) ask(eve);
      const [reason] = await ends;
      assert.deepEqual(reason, {
        code: 'rate_limited',
        message: 'more packets than one connection may send',
        retryAfter: 10,
      });
      assert.equal((await ann.say('still here')).seq, 1);
      await ann.members.until('Eve gone', (all) => all.at(-1)?.count === 1);
    });
  }
}

test('so is a connection without a socket, and one that sends WebSocket pings', async (t) => {
  const warnings = new Inbox<{ code?: string }>();
  const logger: Logger = { error() {}, info() {}, warn: (details) => warnings.put(details) };
  const { url } = await newRelay(t, { limits: { packets: '50/10' }, logger });
  for (const send of ['pong', 'ping'] as const) {
    const connection = await newRawConnection(url);
    for (let count = 0; count < 200; count += 1) {
      if (send === 'ping') connection.ping();
      else connection.send('3');
    }
    await connection.ended;
  }
  // The second line is counted, and written a second later.
  const told = await warnings.many(2, 'warnings');
  assert.deepEqual(
    told.map(({ code }) => code),
    ['too_many_packets', 'too_many_packets'],
  );
});

test('the burst refills after idling, and `off` lifts the budget', async (t) => {
  const leaves = async (client: WireClient, count: number) =>
    Promise.all(Array.from({ length: count }, () => client.ask('leave', { room: 'elsewhere' })));
  const ann = await newWireClient(t, (await newRelay(t, { limits: { packets: '40/1' } })).url);
  await leaves(ann, 30);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await leaves(ann, 30);
  assert.ok(ann.socket.connected);
  await leaves(await newWireClient(t, (await newRelay(t, { limits: 'off' })).url), 1500);
});

test('ordinary clients do not reach the default budget', async (t) => {
  const { url } = await newRelay(t, { limits: otherwiseUnbounded, greeting: '' });
  await assertMayJoinRooms(t, url);
  const ann = await newMember(t, url, 'Ann');
  // An outbox that was filled while offline sends one message after the other.
  for (let count = 0; count < 300; count += 1) await ann.say(`${count}`);
  const bob = await newWireClient(t, url);
  const { epoch } = await bob.join({ username: 'Bob' });
  for (let count = 0; count < 100; count += 1) {
    const { head } = await bob.join({ username: 'Bob', since: { epoch, seq: 1 } });
    bob.socket.emit('seen', { ...inRoom, seq: head });
    bob.socket.emit('typing', inRoom);
  }
  assert.equal((await bob.say('done')).seq, 301);
});

async function assertMayJoinRooms(t: TestContext, url: string): Promise<void> {
  const ann = await newWireClient(t, url);
  afterwards(t, () => ann.socket.disconnect());
  await Promise.all(
    Array.from({ length: 100 }, (_, index) => ann.join({ room: `room ${index}`, username: 'Ann' })),
  );
  assert.ok(ann.socket.connected);
}
