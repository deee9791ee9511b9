import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openLog } from '../../relay/src/log/open-log.ts';
import { type LogDetails, type Logger, silent } from '../../relay/src/logger.ts';
import { openStore } from '../../relay/src/nodes/open-store.ts';
import { signingSecret } from '../../relay/src/webhooks/signing-secret.ts';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { Inbox } from '../support/inbox.ts';
import { newRedis, type RunningRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { newWireClient, speaksProtocol } from '../support/wire-client.ts';

const redis = await newRedis({ after });
let prefixes = 0;

const newUrl = ({ url }: Pick<RunningRedis, 'url'> = redis): string =>
  `${url}?prefix=secrets-${(prefixes += 1)}`;

/** The id and the session of a guest, with the session of before if there is one. */
async function guestOf(
  t: TestContext,
  url: string,
  session?: string,
): Promise<{ id: string; session: string }> {
  const client = await newWireClient(t, url, { auth: { ...speaksProtocol, session } });
  const { me } = await client.join();
  return me;
}

/** The secret of the webhook for a relay with this data folder. */
async function webhookSecret(
  t: TestContext,
  redisUrl: string,
  data = ':memory:',
  logger: Logger = silent,
): Promise<string> {
  const { log, nodes } = await openStore({ data, redis: redisUrl }, silent);
  afterwards(t, async () => {
    await nodes.close();
    await log.close();
  });
  return signingSecret({ data, shared: { log, logger } });
}

void describe('the secrets of relays on one Redis', { concurrency: true }, () => {
  test('a guest is the same person on each of them', async (t) => {
    const url = newUrl();
    const [one, other] = await Promise.all([newRelay(t, { redis: url }), newRelay(t, { redis: url })]);
    const guest = await guestOf(t, one.url);
    assert.equal((await guestOf(t, other.url, guest.session)).id, guest.id);
    const stranger = await newRelay(t, { redis: newUrl() });
    assert.notEqual((await guestOf(t, stranger.url, guest.session)).id, guest.id);
  });

  test('the guests of a relay that moves from its folder to Redis stay the same', async (t) => {
    const data = await newFolder(t);
    const before = await newRelay(t, { data });
    const guest = await guestOf(t, before.url);
    await before.close();
    const redisUrl = newUrl();
    const moved = await newRelay(t, { data, redis: redisUrl });
    assert.equal((await guestOf(t, moved.url, guest.session)).id, guest.id);
    // It has a folder of its own, with the secret of another store.
    const foreign = await newFolder(t);
    const elsewhere = await newRelay(t, { data: foreign });
    await elsewhere.close();
    const other = await newRelay(t, { data: foreign, redis: redisUrl });
    assert.equal((await guestOf(t, other.url, guest.session)).id, guest.id);
  });

  test('no secret is put into the folder', async (t) => {
    const data = await newFolder(t);
    await newRelay(t, { data, redis: newUrl(), webhook: { url: 'http://localhost:1' } });
    assert.deepEqual(await readdir(data), ['redis-witness']);
  });

  test('all sign calls of the webhook by one secret: that in the folder of the first, if there is one', async (t) => {
    const url = newUrl();
    const secret = await webhookSecret(t, url);
    assert.match(secret, /^whsec_/);
    assert.equal(await webhookSecret(t, url), secret);

    const known = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const folder = await newFolder(t);
    await writeFile(join(folder, 'webhook-secret'), `${known}\n`);
    const moved = newUrl();
    assert.equal(await webhookSecret(t, moved, folder), known);
    assert.equal(await webhookSecret(t, moved), known);
    assert.equal(await webhookSecret(t, url, folder), secret, 'the one in Redis comes first');
  });

  test('a secret that cannot be used ends the start with one sentence', async (t) => {
    const folder = await newFolder(t);
    await writeFile(join(folder, 'secret'), 'short');
    await assert.rejects(
      newRelay(t, { data: folder, redis: newUrl() }),
      /secret is damaged: it must hold 32 bytes/,
    );
    const unreadable = await newFolder(t);
    await mkdir(join(unreadable, 'secret'));
    await assert.rejects(newRelay(t, { data: unreadable, redis: newUrl() }), /Cannot use the secret file/);
    const url = newUrl();
    const prefix = new URL(url).searchParams.get('prefix');
    await redis.command.hset(`${prefix}:notes:{secret}:values`, {
      sessions: '"c2hvcnQ="',
      webhook: '"whsec_"',
    });
    await assert.rejects(newRelay(t, { redis: url }), /The secret of the sessions in Redis is damaged/);
    await assert.rejects(webhookSecret(t, url), /The secret of the webhook in Redis is damaged/);
  });

  test('a Redis that has lost them gets them again from a relay that runs', async (t) => {
    const volatile = await newRedis(t);
    const url = newUrl(volatile);
    const relay = await newRelay(t, { redis: url });
    const guest = await guestOf(t, relay.url);
    await volatile.kill();
    await volatile.start();
    const key = `${new URL(url).searchParams.get('prefix')}:notes:{secret}:values`;
    for (let tries = 0; (await volatile.command.hget(key, 'sessions')) === null; tries += 1) {
      assert.ok(tries < 400, 'Redis has no secret');
      await setTimeout(50);
    }
    const later = await newRelay(t, { redis: url });
    assert.equal((await guestOf(t, later.url, guest.session)).id, guest.id);
  });

  test('a relay says so if another one was faster to store a secret, after Redis has lost them', async (t) => {
    const url = newUrl();
    const lines = new Inbox<LogDetails>();
    await webhookSecret(t, url, ':memory:', { ...silent, error: (details) => lines.put(details) });
    const other = await openLog({ data: ':memory:', redis: url });
    afterwards(t, () => other.close());
    await other.putMeta('secret', 'sessions', 'of another kind');
    await other.putMeta('secret', 'webhook', 'of another relay');
    await lines.first('a line');
    assert.deepEqual(lines.all, [{ code: 'secret_differs', secret: 'webhook' }]);
  });
});
