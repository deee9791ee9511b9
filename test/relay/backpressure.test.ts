import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { Backpressure } from '../../relay/src/connection/backpressure.ts';
import { silent } from '../../relay/src/logger.ts';
import type { Connection } from '../../relay/src/rooms/sockets.ts';

/** Engine.IO connections that write their packets when a test says so. */
function newConnections(most: number, mostOfAll: number) {
  const ended: string[] = [];
  const backpressure = new Backpressure(most, silent, mostOfAll);
  const connect = (name: string) => {
    const transport = Object.assign(new EventEmitter(), { writable: true, name: 'websocket' });
    const connection = Object.assign(new EventEmitter(), {
      transport,
      readyState: 'open',
      close: () => {
        ended.push(name);
        connection.readyState = 'closed';
        connection.emit('close');
      },
    });
    backpressure.watch(connection as unknown as Connection);
    let queue = 0;
    const flush = (): void => {
      if (!transport.writable || queue === 0) return;
      connection.emit('flush', []);
      [transport.writable, queue] = [false, 0];
    };
    transport.on('ready', flush);
    return {
      send: (packet: { data: string; options?: object }) => {
        connection.emit('packetCreate', packet);
        queue += 1;
        flush();
      },
      /** The client has read all that was given to the transport. */
      read: () => {
        transport.writable = true;
        transport.emit('ready');
      },
    };
  };
  return { ended, connect };
}

/** A flush ends no connection before the engine has finished it. */
const settled = async (): Promise<void> => Promise.resolve();

const bytes = (count: number) => ({ data: 'x'.repeat(count) });

test('the bytes waiting for all connections are bounded, and the connection with the most is ended', async () => {
  const { ended, connect } = newConnections(1_000_000, 1_000_000);
  const slow = Array.from({ length: 9 }, (_, index) => connect(`slow ${index}`));
  const good = connect('good');
  // The first packet of each is being written, and counts too.
  for (const [index, { send }] of slow.entries()) send(bytes(100_000 + index));
  good.send(bytes(50_000));
  await settled();
  assert.deepEqual(ended, []);
  slow[3]?.send(bytes(40_000));
  await settled();
  assert.deepEqual(ended, []);
  good.send(bytes(10_000));
  await settled();
  assert.deepEqual(ended, ['slow 3'], 'not the one whose packet was one too many');
  slow[4]?.send(bytes(90_000));
  await settled();
  assert.deepEqual(ended, ['slow 3'], 'there is room again');
});

test('bytes that were written do not count any more, even if nothing follows them', async () => {
  const { ended, connect } = newConnections(1_000_000, 1_000_000);
  const readers = Array.from({ length: 20 }, (_, index) => connect(`reader ${index}`));
  for (const { send, read } of readers) {
    send(bytes(200_000));
    send(bytes(100_000));
    read();
    read();
  }
  await settled();
  assert.deepEqual(ended, []);
});

test('one packet, however large, ends no connection; the bytes that wait behind it do', async () => {
  const { ended, connect } = newConnections(1000, 100_000_000);
  const { send } = connect('slow');
  send(bytes(5_000_000));
  send({ data: 'あ'.repeat(300) });
  await settled();
  assert.deepEqual(ended, []);
  send({ data: 'あ'.repeat(34) });
  await settled();
  assert.deepEqual(ended, ['slow'], '334 characters of three bytes each');
});

test('a broadcast being written is in memory once, and counts for each connection while it waits', async () => {
  const { ended, connect } = newConnections(1_000_000, 1_000_000);
  const all = Array.from({ length: 10 }, (_, index) => connect(`reader ${index}`));
  const frame = { data: '', options: { wsPreEncodedFrame: [Buffer.alloc(10), Buffer.alloc(300_000)] } };
  for (const { send } of all) send(frame);
  await settled();
  assert.deepEqual(ended, []);
  for (const { send } of all.slice(0, 4)) send(frame);
  await settled();
  assert.deepEqual(ended, ['reader 0']);
});
