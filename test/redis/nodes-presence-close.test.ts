import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Refusal } from '../../relay/src/refusal.ts';
import { newPart } from '../support/presence-part.ts';
import { newRedis } from '../support/redis.ts';

/* Names in the presence of a room that its node closes. */

const redis = await newRedis({ after });

const isUnavailable = (error: unknown): boolean => error instanceof Refusal && error.code === 'unavailable';

void describe('the share of a room that its node closes', { concurrency: true, timeout: 20_000 }, () => {
  test('refuses a name from then on, and takes none', async (t) => {
    const prefix = 'closes';
    const [one, two] = [await newPart(t, prefix, { at: redis }), await newPart(t, prefix, { at: redis })];
    await one.enter('Ann');
    const closing = one.share?.close();
    await assert.rejects(one.claim('Bob'), isUnavailable);
    await closing;
    await assert.rejects(one.claim('Cat'), isUnavailable);
    for (const username of ['Ann', 'Bob', 'Cat']) assert.ok(await two.claim(username), username);
  });

  test('leaves no name behind that the site gave at that moment', async (t) => {
    const prefix = 'given';
    const [one, two] = [await newPart(t, prefix, { at: redis }), await newPart(t, prefix, { at: redis })];
    one.names.add('Ann', 'user:ann');
    await one.share?.close();
    assert.ok(await two.claim('Ann'));
  });
});
