import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { listen } from '../support/relay.ts';
import { newWireClient } from '../support/wire-client.ts';

const nginx = ['/usr/sbin/nginx', 'nginx'].find((path) => spawnSync(path, ['-v']).status === 0);
const polling = '/chat/socket.io/?EIO=4&transport=polling';

async function freePort(): Promise<number> {
  const server = createServer();
  const { port } = new URL(await listen(server));
  server.close();
  await once(server, 'close');
  return Number(port);
}

/** Starts nginx with the configuration of docs/deploy.md. */
async function newNginx(t: TestContext, relayPort: number): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
  const [, documented = ''] = /```nginx\n(.*?)```/s.exec(text) ?? [];
  assert.ok(documented.includes('listen 127.0.0.1:8080;') && documented.includes('//127.0.0.1:3700;'));
  const folder = await newFolder(t);
  const port = await freePort();
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await mkdir(join(folder, 'logs'));
  await writeFile(
    join(folder, 'nginx.conf'),
    [
      'daemon off;',
      `pid ${folder}/pid;`,
      'error_log stderr notice;',
      'events {}',
      'http {',
      'access_log off;',
      ...paths.map((name) => `${name}_temp_path ${folder}/${name};`),
      documented
        .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
        .replace('127.0.0.1:3700', `127.0.0.1:${relayPort}`),
      '}',
    ].join('\n'),
  );
  const child = spawn(nginx ?? '', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr']);
  afterwards(t, async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  let told = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      told += more;
      if (told.includes('start worker process ')) resolve();
    });
    child.once('exit', () => reject(new Error(`nginx ended: ${told}`)));
  });
  return `http://127.0.0.1:${port}`;
}

/** The status of a handshake from another address of this machine. */
async function handshakeFrom(
  localAddress: string,
  url: string,
  headers: Record<string, string>,
): Promise<number> {
  const sent = request(`${url}${polling}`, { localAddress, headers, agent: false });
  sent.end();
  const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

const skip = nginx === undefined && 'nginx is not installed';

test(
  'behind nginx as in docs/deploy.md, the chat works below its path, by WebSocket too, and knows client addresses',
  { skip },
  async (t) => {
    const args = [
      '--host',
      '127.0.0.1',
      '--path',
      '/chat',
      '--trust-proxy',
      '127.0.0.1',
      '--origin',
      'https://www.example.org',
    ];
    const relay = await newRelayProcess(t, { data: ':memory:', args });
    const url = await newNginx(t, relay.port);
    assert.equal((await get(url, '/chat/healthz')).text, 'ok\n');
    const client = await newWireClient(t, url, {
      path: '/chat/socket.io/',
      transports: ['websocket'],
      // A page of the relay's own host: nginx forwards the Host header.
      extraHeaders: { Origin: url },
    });
    assert.equal((await client.join()).count, 1);
    const headers = { Origin: 'https://other.example', 'X-Forwarded-For': '203.0.113.7' };
    assert.equal(await handshakeFrom('127.0.0.2', url, headers), 403);
    await relay.stop();
    assert.match(relay.output, /"code":"origin_refused","address":"127\.0\.0\.2"/);
    assert.doesNotMatch(relay.output, /untrusted_proxy|203\.0\.113\.7/);
  },
);

test('behind an untrusted nginx, the log names its address and the flag', { skip }, async (t) => {
  const relay = await newRelayProcess(t, {
    data: ':memory:',
    args: ['--host', '127.0.0.1', '--path', '/chat'],
  });
  const url = await newNginx(t, relay.port);
  assert.equal(await handshakeFrom('127.0.0.2', url, {}), 200);
  await relay.stop();
  assert.match(relay.output, /"code":"untrusted_proxy","address":"127\.0\.0\.1".*--trust-proxy 127\.0\.0\.1/);
});
