import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { relayVersion } from '../../relay/src/lifecycle-log.ts';
import { afterwards } from '../support/afterwards.ts';
import { assertOneLine, newRelayProcess, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { listen, newRelay } from '../support/relay.ts';
import { authSecret } from '../support/tokens.ts';
import { newNginx, skip } from './nginx.ts';

interface Report {
  version: string;
  failed: boolean;
  checks: { check: string; result: string; message: string; change?: string }[];
}

/** What doctor reports, by the names of its checks. */
async function examine(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { code, stdout, stderr } = await runCli(['doctor', '--json', ...args], env);
  assert.equal(stderr, '');
  const report = JSON.parse(stdout) as Report;
  assert.equal(code, report.failed ? 1 : 0);
  const results = Object.fromEntries(report.checks.map(({ check, result }) => [check, result]));
  const about = (name: string): string => {
    const { message, change = '' } = report.checks.find(({ check }) => check === name) ?? {
      message: 'absent',
    };
    return `${message} ${change}`;
  };
  return { report, results, about };
}

const guarded = ['--origin', 'https://www.example.org'];
const withTokens = { RELAY_AUTH_SECRET: authSecret };

test('doctor writes a line for each check, with the flag to change, and ends well if nothing fails', async (t) => {
  const data = join(await newFolder(t), 'data');
  const { code, stdout } = await runCli(['doctor', '--data', data]);
  assert.equal(code, 0);
  for (const line of stdout.trimEnd().split('\n'))
    assert.match(line, /^(ok {2}|warn|fail) {2}[a-z][a-z ]+ {2}\S/);
  assert.match(stdout, /^ok {4}data .*does not exist yet/m);
  assert.match(stdout, /^warn {2}origins .*--origin https:\/\/www\.example\.org$/m);
  await assert.rejects(readdir(data), /ENOENT/, 'doctor makes nothing');
});

test('doctor finds a data folder in order, and leaves nothing in it', async (t) => {
  const data = await newFolder(t);
  const { report, results, about } = await examine(['--data', data, ...guarded], withTokens);
  assert.deepEqual(
    [results.permissions, results.lock, results.origins, results.people, results.clock],
    ['ok', 'ok', 'ok', 'ok', 'ok'],
  );
  // Whether its disk is fast is not up to the test.
  assert.match(about('data'), /can be written to; a flush took [\d.]+ ms/);
  assert.match(about('lock'), /No relay/);
  assert.equal(report.version, relayVersion());
  assert.deepEqual(await readdir(data), []);
});

test('doctor names what is wrong with a data folder', async (t) => {
  const folder = await newFolder(t);
  const file = join(folder, 'file');
  await writeFile(file, '');
  assert.match((await examine(['--data', file])).about('data'), /is not a folder/);
  const missing = await examine(['--data', join(folder, 'no', 'such')]);
  assert.equal(missing.results.data, 'fail');
  assert.match(missing.about('data'), /neither does .*\/no\. install -d -m 700/);
  const open = join(folder, 'open');
  await mkdir(open);
  await chmod(open, 0o755);
  assert.match((await examine(['--data', open])).about('permissions'), /chmod -R go= .*\/open/);
  assert.match((await examine(['--data', ':memory:'])).about('data'), /lost when the relay ends. .*--data/);
});

test('doctor names options that are valid, and seldom meant', async (t) => {
  const data = await newFolder(t);
  const { results, about } = await examine([
    `--data=${data}`,
    '--limits=off',
    '--origin=http://www.example.org',
    `--auth-secret=${authSecret}`,
    `--blocklist=${join(data, 'none')}`,
  ]);
  assert.deepEqual(
    [results.origins, results.secrets, results.limits, results.blocklist],
    ['warn', 'warn', 'warn', 'fail'],
  );
  assert.match(about('secrets'), /--auth-secret.*RELAY_AUTH_SECRET/);
  assert.match(about('origins'), /--origin https:\/\/www\.example\.org/);
});

test('doctor finds the place of the files that people attach', async (t) => {
  const folder = await newFolder(t);
  const data = join(folder, 'data');
  const about = async (...args: string[]) => {
    const found = await examine(['--data', data, ...args]);
    return `${found.results.attachments} ${found.about('attachments')}`;
  };
  assert.match(await about(), /^(?:ok|warn) Files are in .*\/data\/files: \d+ MB are free/);
  assert.match(await about('--file-limits', 'total=99999999'), /^warn .*--file-limits total=\d+/);
  assert.match(await about('--files', 'off'), /^ok People attach no files\./);
  assert.match(await about('--files', join(folder, 'no', 'such', 'one')), /^fail .*does not exist/);
  const file = join(folder, 'file');
  await writeFile(file, '');
  assert.match(await about('--files', file), /^fail .*is not a folder/);
  assert.match(await about('--files', 's3://bucket'), /^fail .*AWS_ACCESS_KEY_ID/);
  const nowhere = 'http://127.0.0.1:1';
  const same = await examine(['--data', data, '--files-origin', nowhere, '--url', nowhere]);
  assert.match(same.about('files origin'), /is the host of the chat/);
  assert.deepEqual(await readdir(folder), ['file'], 'doctor makes nothing');
});

test('doctor sees a running relay: in its folder, and at its URL', async (t) => {
  const relay = await newRelayProcess(t, { args: guarded });
  const at = ['--data', relay.data, '--url', relay.url];
  const [{ report, results, about }, other] = await Promise.all([
    examine([...at, ...guarded], withTokens),
    examine([...at, '--origin', 'https://other.example']),
  ]);
  assert.equal(report.failed, false, JSON.stringify(report));
  assert.match(about('lock'), new RegExp(`process ${relay.pid}`));
  assert.match(about('url'), new RegExp(`relay ${relayVersion()}`));
  assert.match(about('compression'), /kB \(br\)/);
  assert.match(about('websocket'), /open for \d s/);
  assert.match(about('address'), /No proxy is in between/);
  assert.deepEqual([results.ready, results.files, results.page], ['ok', 'ok', 'ok']);
  assert.equal(other.results.page, 'fail');
  assert.match(other.about('page'), /--origin https:\/\/other\.example/);
});

test('doctor says from which options it worked, and that the relay at the URL may be another', async (t) => {
  const relay = await newRelayProcess(t, { args: guarded });
  const cwd = await newFolder(t);
  const [bare, own] = await Promise.all([
    examine(['--data', join(cwd, 'data'), '--url', relay.url]),
    examine(['--data', relay.data, '--url', relay.url, ...guarded], withTokens),
  ]);
  assert.match(bare.about('options'), /^Given were --data\. All others have their defaults/);
  assert.equal(bare.results['same relay'], 'warn');
  assert.match(bare.about('same relay'), /No relay has .*data open, so the one at .* is another/);
  // It was started with --origin, and doctor was not.
  assert.equal(bare.results.page, 'warn');
  assert.match(bare.about('page'), /lets only the pages connect that it lists/);
  assert.match(own.about('options'), /^Given were --origin, --data, RELAY_AUTH_SECRET\./);
  assert.equal(own.results['same relay'], 'ok');
  assert.match(own.about('same relay'), /A relay has .* open\. .*not visible from outside/);
  const { stdout } = await runCli(['doctor'], {});
  assert.match(stdout, /^ok {4}options {6}None was given, so the checks are those of the defaults\.$/m);
});

test('doctor names what answers in place of a relay', async (t) => {
  const server = createServer((_request, response) => response.writeHead(404).end());
  afterwards(t, () => void server.close());
  const url = await listen(server);
  const args = ['--data', ':memory:', '--url'];
  const elsewhere = await examine([...args, `${url}/chat`]);
  assert.match(elsewhere.about('url'), /answers 404.*--path \/chat/);
  assert.equal(elsewhere.results.websocket, undefined);
  server.close();
  server.closeAllConnections();
  assert.match((await examine([...args, url])).about('url'), /cannot be reached: .*ECONNREFUSED/);
});

test('doctor finds nothing wrong behind deploy/nginx.conf', { skip }, async (t) => {
  const args = ['--host', '127.0.0.1', '--path', '/chat', '--trust-proxy', '127.0.0.1', ...guarded];
  const relay = await newRelayProcess(t, { args });
  const { url, certificate } = await newNginx(t, relay.port);
  const { report, about } = await examine(['--data', relay.data, '--url', `${url}/chat`, ...args], {
    ...withTokens,
    NODE_EXTRA_CA_CERTS: certificate,
  });
  assert.equal(report.failed, false, JSON.stringify(report));
  assert.match(about('tls'), /good for (29|30) days; HTTP\/2/);
  assert.match(about('address'), /trusts the proxy, and sees this machine as 127\.0\.0\.1/);
  assert.match(about('compression'), /\(br\)/);
});

test(
  'doctor names the flag for an untrusted proxy, and a proxy that drops WebSockets',
  { skip },
  async (t) => {
    const relay = await newRelayProcess(t, { args: ['--host', '127.0.0.1', '--path', '/chat'] });
    const dropped = ['proxy_set_header Upgrade $http_upgrade;', ''] as const;
    const { url, certificate } = await newNginx(t, relay.port, [dropped]);
    const args = ['--data', relay.data, '--url', `${url}/chat`];
    const { results, about } = await examine(args, { NODE_EXTRA_CA_CERTS: certificate });
    assert.deepEqual([results.address, results.websocket], ['fail', 'fail']);
    assert.match(about('address'), /--trust-proxy 127\.0\.0\.1/);
    assert.match(about('websocket'), /headers Upgrade and Connection/);
    const untrusted = await examine(args);
    assert.match(untrusted.about('tls'), /do not trust the certificate/);
  },
);

test('doctor finds that visitors may choose their address', { skip }, async (t) => {
  const args = ['--host', '127.0.0.1', '--path', '/chat', '--trust-proxy', '127.0.0.1'];
  const relay = await newRelayProcess(t, { args });
  const passedOn = ['X-Forwarded-For $remote_addr;', 'X-Forwarded-For $proxy_add_x_forwarded_for;'] as const;
  const { url, certificate } = await newNginx(t, relay.port, [passedOn]);
  const { about } = await examine(['--data', relay.data, '--url', `${url}/chat`, ...args], {
    NODE_EXTRA_CA_CERTS: certificate,
  });
  // This client is the trusted address itself, so the relay takes the one before it.
  assert.match(about('address'), /From here, 127\.0\.0\.1, a made-up X-Forwarded-For counts/);
});

test('/healthz tells a client its address and the version, if it asks for JSON', async (t) => {
  const { url } = await newRelay(t, { trustProxy: ['127.0.0.1', '::1'] });
  const seen = async (headers: Record<string, string>) => {
    const { text } = await get(url, '/healthz', { headers: { Accept: 'application/json', ...headers } });
    return JSON.parse(text) as unknown;
  };
  const status = { status: 'ok', version: relayVersion() };
  const forwarded = { 'X-Forwarded-For': '192.0.2.9' };
  assert.deepEqual(await seen(forwarded), { ...status, address: '192.0.2.9', proxy: 'trusted' });
  const own = (await seen({})) as { proxy: string };
  assert.equal(own.proxy, 'none');
  const untrusting = await newRelay(t);
  const { text } = await get(untrusting.url, '/healthz', {
    headers: { Accept: 'application/json', ...forwarded },
  });
  assert.equal((JSON.parse(text) as { proxy: string }).proxy, 'untrusted');
  assert.equal((await get(url, '/healthz', { headers: { Accept: '*/*' } })).text, 'ok\n');
});

test('--url and --json need doctor, and a URL is checked', async () => {
  assertOneLine(await runCli(['--url', 'https://www.example.org']), 2, /--url needs the command doctor/);
  assertOneLine(await runCli(['rooms', '--json']), 2, /--json needs the command doctor/);
  assertOneLine(await runCli(['doctor', '--url', 'www.example.org']), 2, /--url must be like https:/);
});
