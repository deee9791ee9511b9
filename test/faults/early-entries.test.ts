import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { ChatRoom } from '@realtime-chat/widget/client';
import { Server } from 'socket.io';
import { until } from './patience.ts';

test('a message that comes right behind the answer to a first join is shown at once', async (t) => {
  const http = createServer();
  const io = new Server(http);
  io.on('connection', (socket) => {
    socket.on('join', ({ room }: { room: string }, answer: (joined: object) => void) => {
      const me = { id: 'me', session: 'session' };
      answer({
        ok: true,
        epoch: 'e',
        head: 0,
        floor: 1,
        mode: 'snapshot',
        messages: [],
        count: 0,
        members: [],
        me,
      });
      const entry = {
        seq: 1,
        type: 'message',
        id: 'one',
        time: 0,
        sender: 'ann',
        username: 'Ann',
        message: 'Hello',
      };
      socket.emit('entries', { room, epoch: 'e', entries: [entry] });
    });
  });
  await once(http.listen(0, 'localhost'), 'listening');
  const relayUrl = `http://localhost:${(http.address() as AddressInfo).port}`;
  const room = new ChatRoom({ relayUrl });
  t.after(async () => {
    room.close();
    await io.close();
  });
  const online = new Promise<void>((resolve) => {
    room.on('status', ({ status }) => status === 'online' && resolve());
  });
  room.connect();
  await online;
  // Nothing else ever comes from this server that could have it shown later.
  await until(
    () => room.messages.length > 0,
    30,
    () => 'nothing is shown',
  );
  assert.deepEqual(
    room.messages.map(({ message }) => message),
    ['Hello'],
  );
});
