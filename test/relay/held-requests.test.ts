import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { Inbox } from '../support/inbox.ts';
import { newRelay } from '../support/relay.ts';
import { newMember } from '../support/wire-client.ts';

const extraHeaders = { cookie: 'login=mona' };

for (const transport of ['websocket', 'polling']) {
  test(`the relay does not keep the headers of a connection: ${transport}`, async (t) => {
    const relay = await newRelay(t);
    const requests: IncomingMessage[] = [];
    relay.server.on(transport === 'polling' ? 'request' : 'upgrade', (request) => requests.push(request));
    const ann = await newMember(t, relay.url, 'Ann', { transports: [transport], extraHeaders });
    const [{ headers, rawHeaders } = { headers: { host: 'none' }, rawHeaders: [] }] = requests;
    assert.deepEqual([headers, rawHeaders], [{}, []]);
    assert.equal((await ann.say('hello')).seq, 1);
  });
}

test('the hook `authenticate` gets the request again when an identity expires', async (t) => {
  const cookies = new Inbox<unknown>();
  const relay = await newRelay(t, {
    async authenticate(token, { headers }) {
      cookies.put(headers.cookie);
      return { id: '7', username: 'Mona', expires: token === 'next' ? undefined : Date.now() + 500 };
    },
  });
  const mona = await newMember(t, relay.url, 'Mona', { extraHeaders });
  mona.socket.once('token', (answer: (token: string) => void) => answer('next'));
  assert.deepEqual(await cookies.many(2, 'cookies'), ['login=mona', 'login=mona']);
});
