import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { newRelayProcess, runCli } from '../support/cli.ts';
import { mistakeIn } from '../support/mistake.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refusalOfHandshake, said } from '../support/wire-client.ts';

/** A logger that keeps what it was warned of. */
function newLogger() {
  const warnings: { details: object; message: string }[] = [];
  const warn = (details: object, message: string): void => void warnings.push({ details, message });
  return { warnings, warn, info: () => {}, error: () => {} };
}

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

test('whatever the relay makes is for its owner alone', async (t) => {
  const before = process.umask(0);
  t.after(() => process.umask(before));
  const data = join(await newFolder(t), 'data');
  const logger = newLogger();
  const relay = await newRelay(t, { data, logger });
  await relay.publish('lobby', { message: 'hello' });
  assert.equal(await modeOf(data), '700');
  const files = await readdir(data);
  assert.deepEqual(files.sort(), [
    'data.mdb',
    'files',
    'files-secret',
    'lock.mdb',
    'relay.sock',
    'secret',
    'witness',
  ]);
  for (const file of files)
    assert.equal(await modeOf(join(data, file)), file === 'files' ? '700' : '600', file);
  assert.deepEqual(logger.warnings, []);
});

for (const mode of [0o755, 0o750, 0o711]) {
  test(`a folder that others can get at (${mode.toString(8)}) is warned of once, and left as it is`, async (t) => {
    const data = join(await newFolder(t), 'data');
    await mkdir(data);
    await chmod(data, mode);
    const logger = newLogger();
    await newRelay(t, { data, logger });
    assert.deepEqual(logger.warnings, [
      {
        details: { code: 'data_folder_open', paths: [data] },
        message: `others on this machine can get at the data: chmod -R go= ${data}`,
      },
    ]);
    assert.equal(await modeOf(data), mode.toString(8));
  });
}

test('so is the secret of the webhook, where the relay has made one', async (t) => {
  const data = await newFolder(t);
  const webhook = { url: 'http://localhost:9/hook' };
  await (await newRelay(t, { data, webhook })).close();
  await chmod(join(data, 'webhook-secret'), 0o640);
  const logger = newLogger();
  await (await newRelay(t, { data, webhook, logger })).close();
  assert.deepEqual(
    logger.warnings.map(({ details }) => details),
    [{ code: 'data_folder_open', paths: [join(data, 'webhook-secret')] }],
  );
});

test('so is a secret that others can read, until what the warning says is done', async (t) => {
  const data = await newFolder(t);
  await (await newRelay(t, { data })).close();
  await chmod(join(data, 'secret'), 0o644);
  const logger = newLogger();
  await (await newRelay(t, { data, logger })).close();
  assert.deepEqual(
    logger.warnings.map(({ details }) => details),
    [{ code: 'data_folder_open', paths: [join(data, 'secret')] }],
  );
  await chmod(join(data, 'secret'), 0o600);
  await newRelay(t, { data, logger });
  assert.equal(logger.warnings.length, 1);
});

const keys = {
  RELAY_AUTH_SECRET: authSecret,
  RELAY_API_KEY: 'an-api-key-of-thirty-two-letters.',
  RELAY_WEBHOOK_SECRET: `whsec_${Buffer.from('a secret of thirty-two bytes. OK').toString('base64')}`,
};

test('neither keys nor tokens nor what people say are in what the relay writes, however much it is asked to', async (t) => {
  const env = { ...keys, RELAY_WEBHOOK: 'http://localhost:9/hook?key=of-the-receiver' };
  const relay = await newRelayProcess(t, { env, args: ['--log-level', 'debug', '--guest-links', 'hold'] });
  const good = await token({ roles: ['moderator'] });
  const bad = [
    await token({}, 'another secret of thirty-two letters'),
    await token({ exp: 1 }),
    await token({ roles: 1 }),
  ];
  const mona = await newMember(t, relay.url, 'Mona', bearing(good));
  const ann = await newWireClient(t, relay.url);
  const { me } = await ann.join({ username: 'Ann' });
  for (const bearer of bad) await refusalOfHandshake(t, relay.url, bearing(bearer));
  await refusalOfHandshake(t, relay.url, { auth: { protocol: 1, session: 7 } });
  const target = await said(ann, 'private words');
  await ann.ask('send', { room: 'lobby', id: newId(), message: 'private https://words.example' });
  await ann.ask('send', { room: 'lobby', id: 'private words', message: 1 });
  await mona.ask('report', { room: 'lobby', target });
  await mona.ask('moderate', { room: 'lobby', id: newId(), action: 'ban', person: me.id });
  for (const key of [keys.RELAY_API_KEY, 'not-the-key-but-nearly']) {
    await fetch(`${relay.url}/api/rooms/lobby/messages`, { headers: { authorization: `Bearer ${key}` } });
  }
  await relay.stop();
  assert.match(relay.output, /a message was reported/);
  assert.match(relay.output, /the receiver of the webhook does not accept deliveries/);
  const secret = [
    ...Object.values(keys),
    good,
    ...bad,
    me.session,
    'private',
    'not-the-key',
    'of-the-receiver',
  ];
  for (const words of secret) assert.ok(!relay.output.includes(words), words);
});

test('a key that is wrong is not repeated', async () => {
  const wrong: string[][] = [
    ['--auth-secret', 'too-short-a-secret'],
    ['--api-key', 'too-short-a-key'],
    ['--api-key', 'a key with spaces that is long enough'],
    ['--webhook', 'https://hook.example', '--webhook-secret', 'whsec_no-base64!'],
    ['--webhook-secret', keys.RELAY_WEBHOOK_SECRET],
    ['--auth-secret', authSecret, '--auth-jwks', 'https://keys.example/jwks'],
    [`--auth-secrt=${authSecret}`],
    [`--api-kye=${keys.RELAY_API_KEY}`],
    ['--webhook', 'https://name:my-password@hook.example/'],
  ];
  const assertSecret = (args: string[], text: string): void => {
    const value = args[0]?.includes('=') ? args[0].split('=')[1] : args.at(-1);
    assert.ok(value && !text.includes(value), text);
    for (const words of [authSecret, 'my-password', 'too-short', 'with spaces'])
      assert.ok(!text.includes(words), text);
  };
  for (const args of wrong) assertSecret(args, mistakeIn(args).message);
  // The command prints that message and nothing else: one flag that it refuses to read, and one value.
  for (const args of [`--auth-secrt=${authSecret}`, `--auth-secret=too-short-a-secret`].map((flag) => [
    flag,
  ])) {
    const { code, stdout, stderr } = await runCli([...args, '--data', ':memory:']);
    assert.deepEqual([code, stdout], [2, ''], args.join(' '));
    assert.equal(stderr, `realtime-chat-relay: ${mistakeIn(args).message}\nTry --help.\n`);
    assertSecret(args, stderr);
  }
});
