import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { assertOneLine, cli, newRelayProcess, runPublished } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { listen } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refusalOfHandshake, refused } from '../support/wire-client.ts';
import { afterwards } from '../support/afterwards.ts';

/** The relay as it is published, in its own process. */
const newCommand = (t: TestContext, options?: Parameters<typeof newRelayProcess>[1]) =>
  newRelayProcess(t, { ...options, script: cli });

test('the relay says in one line where it listens, on a port of its own choice if that is wanted', async (t) => {
  const relay = await newCommand(t);
  const [line = '', ...others] = relay.output.split('\n').filter((text) => !text.startsWith('{'));
  assert.match(line, /^Relay listening on http:\/\/localhost:\d+$/);
  assert.deepEqual(others, ['']);
  assert.ok(relay.port > 0);
  await (await newWireClient(t, relay.url)).join();
});

test('a relay below a path names the URL of that path', async (t) => {
  const relay = await newCommand(t, { args: ['--path', '/some/chat'] });
  const [, url = ''] = /^Relay listening on (\S+)$/m.exec(relay.output) ?? [];
  assert.equal(url, `${relay.url}/some/chat`);
  assert.equal((await get(url, `${new URL(url).pathname}/healthz`)).status, 200);
});

for (const host of ['0.0.0.0', '::']) {
  test(`a relay that listens on ${host} names a URL which can be opened`, async (t) => {
    const relay = await newCommand(t, { args: ['--host', host] });
    assert.match(relay.url, /^http:\/\/localhost:\d+$/);
    assert.equal((await get(relay.url, '/healthz')).status, 200);
  });
}

test('--help names every flag and every variable', async () => {
  const { code, stdout, stderr } = await runPublished(['--help']);
  assert.equal(code, 0);
  assert.equal(stderr, '');
  const flags = '--port --host --data --origin --path --greeting --no-demo --log-level --room';
  const variables = 'PORT HOST RELAY_DATA RELAY_ORIGINS RELAY_PATH RELAY_GREETING RELAY_DEMO RELAY_LOG_LEVEL';
  for (const word of `${flags} ${variables}`.split(' ')) assert.ok(stdout.includes(word), word);
});

test('--version prints the version alone', async () => {
  const { version } = JSON.parse(
    await readFile(new URL('../../relay/package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  assert.deepEqual(await runPublished(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
});

test('the environment sets what no flag sets', async (t) => {
  const data = await newFolder(t);
  const relay = await newCommand(t, {
    data,
    env: {
      PORT: '1',
      HOST: '127.0.0.1',
      RELAY_DATA: '/nowhere/at/all',
      RELAY_ORIGINS: 'https://one.example, https://two.example',
      RELAY_PATH: '/chat',
      RELAY_GREETING: 'hello from the environment',
      RELAY_DEMO: 'off',
    },
  });
  assert.match(relay.url, /^http:\/\/127\.0\.0\.1:\d+$/);

  const client = await newWireClient(t, relay.url, {
    path: '/chat/socket.io/',
    extraHeaders: { Origin: 'https://two.example' },
  });
  assert.equal((await client.join()).greeting, 'hello from the environment');
  assert.equal((await get(relay.url, '/chat/healthz')).status, 200);
  assert.equal((await get(relay.url, '/chat/')).status, 404);
});

test('flags set the same, and win', async (t) => {
  const relay = await newCommand(t, {
    data: ':memory:',
    args: [
      '--greeting',
      'hello from a flag',
      '--origin',
      'https://one.example',
      '--origin=https://two.example',
    ],
    env: { RELAY_GREETING: 'hello from the environment', RELAY_ORIGINS: 'https://other.example' },
  });
  for (const origin of ['https://one.example', 'https://two.example']) {
    const client = await newWireClient(t, relay.url, { extraHeaders: { Origin: origin } });
    assert.equal((await client.join()).greeting, 'hello from a flag');
  }
});

test('a port that is taken is told in one line', async (t) => {
  const taken = createServer();
  afterwards(t, () => taken.close());
  const { port } = new URL(await listen(taken));
  const data = join(await newFolder(t), 'data');
  const ended = await runPublished(['--port', port, '--data', data]);
  assertOneLine(ended, 1, new RegExp(`Port ${port} is taken`));
  await assert.rejects(stat(data), /ENOENT/, 'a relay that does not run leaves no data folder behind');
});

test('a data folder that cannot be used is told in one line', async (t) => {
  const folder = await newFolder(t);
  const file = join(folder, 'file');
  await writeFile(file, 'not a folder');
  assertOneLine(await runPublished(['--port', '0', '--data', file]), 1, /Cannot use the data folder .*file/);

  const missing = join(folder, 'no', 'such', 'folder');
  assertOneLine(
    await runPublished(['--port', '0', '--data', missing]),
    1,
    /Cannot use the data folder .*such/,
  );

  const strange = join(folder, 'strange');
  await mkdir(strange);
  await writeFile(join(strange, 'data.mdb'), 'not a database'.repeat(1000));
  assertOneLine(
    await runPublished(['--port', '0', '--data', strange]),
    1,
    /Cannot use the data folder .*strange/,
  );
});

test('a file that cannot be read is told in one line, with its name', async (t) => {
  const folder = await newFolder(t);
  await mkdir(join(folder, 'secret'));
  const ended = await runPublished(['--port', '0', '--data', folder]);
  assertOneLine(ended, 1, /Cannot use the secret file .*secret: EISDIR/);
  const list = await runPublished(['--port', '0', '--data', ':memory:', '--blocklist', folder]);
  assertOneLine(list, 2, /--blocklist \/.* cannot be read: EISDIR/);
});

test('a secret that is damaged is told in one line', async (t) => {
  const folder = await newFolder(t);
  await writeFile(join(folder, 'secret'), 'short');
  assertOneLine(await runPublished(['--port', '0', '--data', folder]), 1, /secret is damaged/);
});

test('the data is for nobody else’s eyes', async (t) => {
  const data = join(await newFolder(t), 'data');
  await newCommand(t, { data });
  assert.equal((await stat(data)).mode & 0o077, 0);
  assert.equal((await stat(join(data, 'secret'))).mode & 0o077, 0);
});

/** Of the lines of a relay's log. */
function codesIn(output: string): unknown[] {
  const lines = output.split('\n').filter((text) => text.startsWith('{'));
  return lines.map((text) => (JSON.parse(text) as { code: unknown }).code);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends the relay well, and everything acknowledged is kept`, async (t) => {
    const relay = await newCommand(t);
    const ann = await newMember(t, relay.url, 'Ann');
    const acknowledged: string[] = [];
    const talk = async (talker: number): Promise<void> => {
      for (let count = 1; ; count += 1) {
        const message = `${talker}-${count}`;
        await ann.say(message);
        acknowledged.push(message);
        if (talker === 1 && count === 25) process.kill(relay.pid, signal);
      }
    };
    await Promise.allSettled([talk(1), talk(2), talk(3)]);
    assert.deepEqual(await relay.exited, { code: 0, signal: null });
    assert.deepEqual(codesIn(relay.output), ['relay_started', 'relay_stopped']);

    const again = await newCommand(t, { data: relay.data });
    const bob = await newMember(t, again.url, 'Bob');
    const { messages } = await bob.history(Number.MAX_SAFE_INTEGER, 100);
    const stored = new Set(messages.map(({ message }) => message));
    assert.ok(acknowledged.length >= 25);
    assert.deepEqual(
      acknowledged.slice(-90).filter((message) => !stored.has(message)),
      [],
    );
  });
}

test('what was said before kill -9 is there afterwards, and what is said then follows it', async (t) => {
  const relay = await newCommand(t);
  const before = await newMember(t, relay.url, 'Ann');
  const { epoch } = await before.say('before');
  await relay.kill();

  const again = await newCommand(t, { data: relay.data, port: relay.port });
  const after = await newWireClient(t, again.url);
  const joined = await after.join({ username: 'Ann', since: { epoch, seq: 0 } });
  assert.equal(joined.mode, 'delta');
  assert.deepEqual(
    joined.entries?.map((entry) => 'message' in entry && entry.message),
    ['before'],
  );
  assert.equal((await after.say('after')).seq, 2);
});

test('a client that no longer answers does not keep the relay from ending', async (t) => {
  const relay = await newCommand(t);
  const deaf = connect(relay.port, 'localhost');
  afterwards(t, () => deaf.destroy());
  deaf.write(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      `Host: localhost:${relay.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  );
  await once(deaf, 'data');
  const began = performance.now();
  assert.deepEqual(await relay.stop(), { code: 0, signal: null });
  assert.ok(performance.now() - began < 5000);
});

test('what guards a public page is set by flags and variables', async (t) => {
  const folder = await newFolder(t);
  const list = join(folder, 'words.txt');
  await writeFile(list, '# not wanted\r\ndarn\r\n');
  const relay = await newCommand(t, {
    args: ['--blocklist', list, '--guests', 'deny', '--guest-links', 'hold', '--max-buffered', '2000000'],
    env: { RELAY_AUTH_SECRET: authSecret, RELAY_AUTH_AUDIENCE: 'chat', RELAY_TRUST_PROXY: '10.0.0.0/8, ::1' },
    limits: 'sends=2/60',
  });
  const mona = await newMember(t, relay.url, 'Mona', bearing(await token({ aud: 'chat' })));
  const say = (message: string) => mona.ask('send', { room: 'lobby', id: newId(), message });
  assert.equal(refused(await say('darn')).code, 'blocked');
  assert.ok((await say('fine')).ok);
  assert.equal(refused(await say('too much')).code, 'rate_limited');
  const { data } = await refusalOfHandshake(t, relay.url, { auth: { protocol: 1 } });
  assert.equal(data?.code, 'unauthorized');
});
