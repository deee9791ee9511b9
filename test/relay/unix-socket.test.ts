import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createRelay, type Logger, type RelayOptions } from '@realtime-chat/relay';
import { clientAddresses } from '../../relay/src/connection/client-address.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { Inbox } from '../support/inbox.ts';
import { listen } from '../support/relay.ts';

type Line = Record<string, unknown>;

/** A relay on a Unix socket, as behind a proxy on the same machine. */
async function newUnixRelay(t: TestContext, options: RelayOptions) {
  const lines = new Inbox<Line>();
  const put = (line: object): void => lines.put({ ...line });
  const logger: Logger = { error: put, warn: put, info: put };
  const server = createServer();
  afterwards(t, () => {
    server.close();
    server.closeAllConnections();
  });
  const relay = await createRelay(server, { data: ':memory:', logger, ...options });
  afterwards(t, () => relay.close());
  const socketPath = join(await newFolder(t), 'relay.sock');
  await once(server.listen(socketPath), 'listening');
  /** @returns the status of a handshake that a proxy forwards for a visitor */
  const handshake = async (visitor?: string): Promise<number | undefined> => {
    const headers = visitor === undefined ? {} : { 'X-Forwarded-For': visitor };
    const path = '/socket.io/?EIO=4&transport=polling';
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ socketPath, path, headers, agent: false }, resolve).on('error', reject).end();
    });
    response.resume();
    return response.statusCode;
  };
  return { handshake, lines };
}

const limits = { 'handshakes-address': '1/60' };

test('behind a trusted proxy on a Unix socket, visitors are known by their own addresses', async (t) => {
  const { handshake, lines } = await newUnixRelay(t, { limits, trustProxy: ['127.0.0.1'] });
  assert.equal(await handshake('192.0.2.1'), 200);
  assert.equal(await handshake('192.0.2.2'), 200);
  assert.equal(await handshake('192.0.2.2'), 403);
  const { address } = await lines.first('the limit', ({ code }) => code === 'limit_reached');
  assert.equal(address, '192.0.2.2');
  assert.ok(!lines.all.some(({ code }) => code === 'untrusted_proxy'));
});

test('an untrusted proxy on a Unix socket is logged once, also if it forwards no address', async (t) => {
  const { handshake, lines } = await newUnixRelay(t, { limits });
  assert.equal(await handshake(), 200);
  const { address, hint } = await lines.first('the warning', ({ code }) => code === 'untrusted_proxy');
  assert.equal(address, 'a Unix socket');
  assert.match(String(hint), /--trust-proxy 127\.0\.0\.1$/);
  assert.equal(await handshake('192.0.2.1'), 403, 'all its visitors are one address');
  assert.equal((await lines.first('the limit', ({ code }) => code === 'limit_reached')).address, '127.0.0.1');
  assert.equal(lines.all.filter(({ code }) => code === 'untrusted_proxy').length, 1);
});

test('a closed TCP connection, which has no address, is not taken for a Unix socket', async (t) => {
  const { of, untrustedProxy } = clientAddresses(['127.0.0.1']);
  const server = createServer();
  afterwards(t, () => void server.close());
  const url = await listen(server);
  const sent = request(url, { headers: { 'X-Forwarded-For': '192.0.2.1' }, agent: false });
  sent.on('error', () => {}).end();
  const [incoming] = (await once(server, 'request')) as [IncomingMessage];
  incoming.socket.destroy();
  await once(incoming.socket, 'close');
  assert.equal(incoming.socket.remoteAddress, undefined);
  assert.equal(of(incoming), 'unknown');
  assert.equal(untrustedProxy(incoming), undefined);
});
