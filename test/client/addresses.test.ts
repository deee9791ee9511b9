import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { listen } from '../support/relay.ts';
import { newRoom, shows } from '../support/room.ts';

for (const url of [
  '',
  'chat.example.org',
  '/chat',
  'http://',
  'http://[',
  'javascript:alert(1)',
  'mailto:a@b.c',
]) {
  test(`the address ${JSON.stringify(url)} is refused as none, without throwing`, (t) => {
    const room = newRoom(t, url);
    const errors: string[] = [];
    room.on('error', ({ error }) => errors.push(error.code));
    room.connect();
    assert.equal(room.status, 'refused');
    assert.equal(room.problem?.code, 'bad_url');
    assert.deepEqual(errors, ['bad_url']);
    room.connect();
    room.disconnect();
  });
}

test('a client reports that nothing answers at the address, and goes on trying', async (t) => {
  const silent = createServer();
  const url = await listen(silent);
  silent.close();
  const room = newRoom(t, url);
  room.connect();
  await shows(room, 'the problem', () => room.problem);
  assert.equal(room.status, 'connecting');
  assert.equal(room.problem?.code, 'unreachable');
});

test('a client treats a server of another kind as unreachable', async (t) => {
  const other = createServer((_request, response) => response.writeHead(404).end('nothing here'));
  afterwards(t, () => {
    other.close();
    other.closeAllConnections();
  });
  const room = newRoom(t, await listen(other));
  room.connect();
  await shows(room, 'the problem', () => room.problem);
  assert.equal(room.status, 'connecting');
  assert.equal(room.problem?.code, 'unreachable');
});
