import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { test, type TestContext } from 'node:test';
import { newRelayProcess } from '../support/cli.ts';
import { get } from '../support/http.ts';
import { newWireClient } from '../support/wire-client.ts';
import { type Nginx, newNginx, skip } from './nginx.ts';

const polling = '/chat/socket.io/?EIO=4&transport=polling';
const behindNginx = ['--host', '127.0.0.1', '--path', '/chat', '--trust-proxy', '127.0.0.1'];

/** One request, from an address of this machine. */
async function ask(
  { url, ca }: Nginx,
  path: string,
  headers: Record<string, string> = {},
  localAddress = '127.0.0.1',
): Promise<{ status: number; body: string }> {
  const sent = request(`${url}${path}`, { localAddress, headers, ca, agent: false });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}

/** A client that talks by a WebSocket alone. */
function newSocketClient(t: TestContext, { url, ca }: Nginx) {
  return newWireClient(t, url, {
    path: '/chat/socket.io/',
    transports: ['websocket'],
    ca,
    // A page of the relay's own host: nginx forwards the Host header.
    extraHeaders: { Origin: url },
  });
}

test('behind deploy/nginx.conf, the chat works below its path, by TLS and WebSocket', { skip }, async (t) => {
  const args = [...behindNginx, '--origin', 'https://www.example.org'];
  const relay = await newRelayProcess(t, { data: ':memory:', args });
  const nginx = await newNginx(t, relay.port);
  assert.deepEqual(await ask(nginx, '/chat/healthz'), { status: 200, body: 'ok\n' });
  const client = await newSocketClient(t, nginx);
  assert.equal((await client.join({ username: 'Ann' })).count, 1);
  await client.say('hello');

  const plain = await get(nginx.plainUrl, '/chat/?a=b', { headers: { Host: 'www.example.org' } });
  assert.deepEqual([plain.status, plain.headers.location], [301, 'https://www.example.org/chat/?a=b']);
});

test('the script files come by HTTP/2, compressed', { skip }, async (t) => {
  const relay = await newRelayProcess(t, { data: ':memory:', args: behindNginx });
  const { url, ca } = await newNginx(t, relay.port);
  const session = connect(url, { ca });
  const stream = session.request({
    ':path': '/chat/realtime-chat.js',
    'accept-encoding': 'gzip, deflate, br',
  });
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  await text(stream);
  session.close();
  assert.equal(session.alpnProtocol, 'h2');
  assert.deepEqual([headers[':status'], headers['content-encoding']], [200, 'br']);
});

test('two visitors have two addresses, whatever headers they send', { skip }, async (t) => {
  const limits = 'handshakes-address=1/60';
  const relay = await newRelayProcess(t, { data: ':memory:', args: behindNginx, limits });
  const nginx = await newNginx(t, relay.port);
  const madeUp = { 'X-Forwarded-For': '203.0.113.7' };
  for (const address of ['127.0.0.2', '127.0.0.3']) {
    const { body } = await ask(nginx, '/chat/healthz', { Accept: 'application/json', ...madeUp }, address);
    const { address: seen, proxy } = JSON.parse(body) as { address: string; proxy: string };
    assert.deepEqual([seen, proxy], [address, 'trusted']);
    assert.equal((await ask(nginx, polling, madeUp, address)).status, 200);
    assert.equal((await ask(nginx, polling, madeUp, address)).status, 403);
  }
  await relay.stop();
  assert.match(relay.output, /"code":"limit_reached",.*"address":"127\.0\.0\.2"/);
  assert.doesNotMatch(relay.output, /untrusted_proxy|203\.0\.113\.7/);
});

test('a page that is not named is refused', { skip }, async (t) => {
  const args = [...behindNginx, '--origin', 'https://www.example.org'];
  const relay = await newRelayProcess(t, { data: ':memory:', args });
  const nginx = await newNginx(t, relay.port);
  const { status } = await ask(nginx, polling, { Origin: 'https://other.example' }, '127.0.0.2');
  assert.equal(status, 403);
  await relay.stop();
  assert.match(relay.output, /"code":"origin_refused","address":"127\.0\.0\.2"/);
});

test(
  'an idle connection outlives the read timeout of nginx, by the pings of the relay',
  { skip },
  async (t) => {
    const relay = await newRelayProcess(t, { data: ':memory:', args: behindNginx });
    // Longer than the 5 s between two pings, and shorter than the time in which two of them come.
    const nginx = await newNginx(t, relay.port, [['proxy_read_timeout 60s;', 'proxy_read_timeout 7s;']]);
    const client = await newSocketClient(t, nginx);
    await client.join({ username: 'Ann' });
    const ended = new Promise<string>((resolve) => client.socket.on('disconnect', resolve));
    const pinged = new Promise<string>((resolve) => {
      let count = 0;
      client.socket.io.on('ping', () => {
        count += 1;
        if (count === 3) resolve('three pings');
      });
    });
    assert.equal(await Promise.race([pinged, ended]), 'three pings');
    await client.say('still here');
  },
);

test('behind an untrusted nginx, the log names its address and the flag', { skip }, async (t) => {
  const args = ['--host', '127.0.0.1', '--path', '/chat'];
  const relay = await newRelayProcess(t, { data: ':memory:', args });
  const nginx = await newNginx(t, relay.port);
  assert.equal((await ask(nginx, polling, {}, '127.0.0.2')).status, 200);
  await relay.stop();
  assert.match(relay.output, /"code":"untrusted_proxy","address":"127\.0\.0\.1".*--trust-proxy 127\.0\.0\.1/);
});
