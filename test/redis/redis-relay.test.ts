import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openLog } from '../../relay/src/log/open-log.ts';
import { importActions } from '../../relay/src/moderation/moderation.ts';
import { afterwards } from '../support/afterwards.ts';
import { assertOneLine, newRelayProcess, runCli } from '../support/cli.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { newId, newMember, newWireClient, refused } from '../support/wire-client.ts';
import { texts } from '../relay/log-entries.ts';
import { say } from '../relay/moderated-room.ts';

const redis = await newRedis({ after }, { appendonly: 'yes', appendfsync: 'always' });
let prefixes = 0;

/** A URL with a prefix of its own. */
function newUrl(): { url: string; prefix: string } {
  prefixes += 1;
  const prefix = `relay-${prefixes}`;
  return { url: `${redis.url}/0?prefix=${prefix}`, prefix };
}

const codes = (output: string): unknown[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => (JSON.parse(line) as { code: unknown }).code);

/** The plain line in which a command that cannot start gives the reason. */
const plain = (stderr: string): string[] =>
  stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('{'));

void describe('a relay on Redis', { concurrency: true }, () => {
  test('keeps its rooms and its secrets there, through kill -9 of the relay', async (t) => {
    const { url } = newUrl();
    const first = await newRelayProcess(t, { env: { RELAY_REDIS_URL: url } });
    assert.deepEqual(
      codes(first.output).filter((code) => String(code).startsWith('redis_')),
      ['redis_appendfsync', 'redis_replicas'],
    );
    const ann = await newMember(t, first.url, 'Ann');
    const { epoch } = await ann.say('hello');
    const { seq, id } = await ann.hears('hello');
    await ann.edit({ seq, id }, 'hello!');
    await first.kill();
    assert.deepEqual((await readdir(first.data)).toSorted(), ['redis-witness']);

    const second = await newRelayProcess(t, { data: first.data, args: ['--redis', url] });
    const joined = await (await newWireClient(t, second.url)).join();
    assert.equal(joined.epoch, epoch);
    assert('messages' in joined && joined.messages);
    assert.deepEqual(texts(joined.messages), ['hello!']);
  });

  test('renews the epoch where the data folder knows of a later state than Redis', async (t) => {
    const { url, prefix } = newUrl();
    const first = await newRelayProcess(t, { args: ['--redis', url] });
    const { epoch } = await (await newMember(t, first.url, 'Ann')).say('hello');
    await first.stop();
    // As after a restored backup.
    await redis.command.hset(`${prefix}:{store}`, 'renewed', Date.now() - 60_000);
    const second = await newRelayProcess(t, { data: first.data, args: ['--redis', url] });
    assert.notEqual((await (await newWireClient(t, second.url)).join()).epoch, epoch);
    assert.ok(codes(second.output).includes('epoch_renewed'));
  });

  test('does not renew the epoch because another relay has done so', async (t) => {
    const { url, prefix } = newUrl();
    const first = await newRelayProcess(t, { args: ['--redis', url] });
    await first.stop();
    await redis.command.hset(`${prefix}:{store}`, 'epoch', 'renewed');
    const second = await newRelayProcess(t, { data: first.data, args: ['--redis', url] });
    assert.equal((await (await newWireClient(t, second.url)).join()).epoch, 'renewed');
  });

  test('shares its prefix with others: what one relay stores, the clients of the other see', async (t) => {
    const { url } = newUrl();
    const [one, other] = [await newRelay(t, { redis: url }), await newRelay(t, { redis: url })];
    const [ann, ben] = [await newMember(t, one.url, 'Ann'), await newMember(t, other.url, 'Ben')];
    await ann.say('hello');
    await ben.hears('hello');
    await ben.say('hello Ann');
    await ann.hears('hello Ann');
  });

  test('asks Redis once whether it has a message already', async (t) => {
    const server = await newRedis(t);
    const relay = await newRelay(t, { redis: server.url });
    const ann = await newMember(t, relay.url, 'Ann');
    const monitor = await server.command.monitor();
    afterwards(t, () => monitor.disconnect());
    const asked = new Inbox<string>();
    monitor.on('monitor', (_time: string, [name = '']: string[], source: string) => {
      // Not what the scripts do in Redis.
      if (source !== 'lua') asked.put(name.toLowerCase());
    });
    await ann.say('hello');
    await server.command.echo('the end');
    await asked.first('the end', (name) => name === 'echo');
    assert.equal(asked.all.filter((name) => name === 'hexists').length, 1);
  });

  test('keeps out a command that needs the store alone, which names the relay', async (t) => {
    const { url } = newUrl();
    const relay = await newRelayProcess(t, { args: ['--redis', url] });
    const erase = ['person', 'erase', 'ann', '--redis', url];
    assertOneLine(await runCli(erase), 1, new RegExp(`the relay of process ${relay.pid} uses it: stop all`));
    await relay.stop();
    assert.equal((await runCli(erase)).code, 0);
  });

  test('makes its clients begin anew when Redis has lost messages', async (t) => {
    const volatile = await newRedis(t);
    const relay = await newRelay(t, { redis: volatile.url });
    const [ann, ben] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Ben')];
    for (const text of ['one', 'two', 'three']) await ann.say(text);
    const { epoch } = await ann.say('four');
    await ben.hears('four');
    const heads: { epoch: string; head: number }[] = [];
    ben.socket.on('head', (frame: { epoch: string; head: number }) => heads.push(frame));
    const headFrame = new Promise((resolve) => ben.socket.once('head', resolve));
    await volatile.kill();
    await volatile.start();
    await headFrame;
    assert.deepEqual(
      heads.map((frame) => [frame.epoch === epoch, frame.head]),
      [[false, 0]],
    );
    const again = await ben.join({ since: { epoch, seq: 4 } });
    assert.deepEqual([again.mode, again.head], ['reset', 0]);
    assert.equal((await ann.say('another one')).seq, 1);
    await ben.hears('another one');
  });

  test('has restrictions that a command imports hold at once', async (t) => {
    const { url } = newUrl();
    const relay = await newRelay(t, { redis: url });
    const ann = await newMember(t, relay.url, 'Ann');
    const log = await openLog({ data: ':memory:', redis: url });
    afterwards(t, () => log.close());
    const lock = { type: 'moderate', action: 'lock', sender: 'user:mona', id: newId() } as const;
    await importActions(log, 'lobby', [{ ...lock, seq: 1, time: Date.now() }]);
    while ((await ann.join()).locked === undefined) await setTimeout(20);
    assert.equal(refused(await ann.ask('send', say())).code, 'locked');
  });

  test('serves the commands of the data, and nothing is to be compacted', async (t) => {
    const { url } = newUrl();
    const relay = await newRelay(t, { redis: url });
    const ann = await newMember(t, relay.url, 'Ann');
    await ann.say('hello');
    const rooms = await runCli(['rooms', '--redis', url]);
    assert.match(rooms.stdout, /^\{"room":"lobby","head":1,"floor":1,"messages":1,/);
    const exported = await runCli(['export', '--room', 'lobby', '--redis', url]);
    assert.match(exported.stdout, /"message":"hello"/);
    assertOneLine(await runCli(['compact', '--redis', url]), 1, /Nothing to compact/);
  });

  test('ends with one plain line where Redis cannot be used', async (t) => {
    const evicting = await newRedis(t, { 'maxmemory-policy': 'allkeys-lru' });
    const locked = await newRedis(t);
    await locked.command.config('SET', 'requirepass', 'a password');
    const foreign = newUrl();
    await redis.command.hset(`${foreign.prefix}:{store}`, 'format', '99', 'epoch', 'x');
    const reasons: [string, RegExp][] = [
      [evicting.url, /its maxmemory-policy is allkeys-lru, which removes messages: set it to noeviction$/],
      [locked.url, /Redis asks for a password$/],
      [locked.url.replace('127', 'ann:secret@127'), /Redis refuses this name and password$/],
      ['redis://127.0.0.1:1', /connect ECONNREFUSED 127\.0\.0\.1:1$/],
      [foreign.url, /its keys have format 99, and this relay reads format 1$/],
    ];
    for (const [url, reason] of reasons) {
      const { code, stderr } = await runCli(['--port', '0', '--data', ':memory:', '--redis', url]);
      const [line = '', ...others] = plain(stderr);
      assert.match(line, reason);
      assert.match(line, /^realtime-chat-relay: Cannot use the Redis at redis:\/\/127/);
      assert.ok(!stderr.includes('secret'));
      assert.deepEqual([code, others], [1, []]);
    }
    for (const url of ['localhost:6379', 'http://localhost', 'redis://localhost?prefix={a}']) {
      assertOneLine(await runCli(['--redis', url]), 2, /--redis must/);
    }
  });

  test('is checked by doctor, with what the settings of Redis promise', async (t) => {
    const volatile = await newRedis(t);
    const found = async (url: string): Promise<unknown> => {
      const { stdout } = await runCli(['doctor', '--json', '--data', ':memory:', '--redis', url]);
      const { checks } = JSON.parse(stdout) as {
        checks: { check: string; result: string; message: string }[];
      };
      return checks
        .filter(({ check }) => ['data', 'redis'].includes(check))
        .map(({ check, result, message }) => [check, result, message.slice(0, 28)]);
    };
    assert.deepEqual(await found(redis.url), [
      ['redis', 'ok', 'Redis flushes each write: an'],
      ['redis', 'ok', 'Redis waits for no replica: '],
    ]);
    assert.deepEqual(await found(volatile.url), [
      ['redis', 'warn', 'Redis keeps no append-only f'],
      ['redis', 'ok', 'Redis waits for no replica: '],
    ]);
    assert.deepEqual(await found('redis://ann:secret@127.0.0.1:1'), [
      ['redis', 'fail', 'redis://127.0.0.1:1 cannot b'],
    ]);
  });

  test('loads nothing for Redis where the rooms are elsewhere', async () => {
    const script = `
      import { createRequire } from 'node:module';
      import { createServer } from 'node:http';
      import { createRelay } from '@realtime-chat/relay';
      const relay = await createRelay(createServer(), { data: ':memory:' });
      await relay.close();
      const { cache } = createRequire(import.meta.url);
      console.log(Object.keys(cache).filter((file) => file.includes('ioredis')).length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(stdout.trim(), '0');
  });
});
