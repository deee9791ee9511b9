import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRelayProcess } from '../support/cli.ts';
import { newMember } from '../support/wire-client.ts';
import { Fuzzer, frames } from './fuzzer.ts';

const each = 1500;

test('frames of whatever shape leave the relay up, its rooms whole and its words few', async (t) => {
  const seed = Date.now() % 2 ** 31;
  t.diagnostic(`seed ${seed}`);
  const relay = await newRelayProcess(t, { args: ['--guest-links', 'hold', '--greeting', ''] });
  const [ann, ben] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Ben')];
  const fuzzers = (['websocket', 'polling', 'websocket'] as const).map(
    (transport) => new Fuzzer(relay.url, transport),
  );
  await ann.say('before');
  let count = 0;
  await Promise.all(
    fuzzers.map(async (fuzzer, index) => {
      for (let sent = 0; sent < each; sent += 50) {
        await fuzzer.send(frames(50, seed + index * each + sent));
        // The others talk meanwhile, and hear each other.
        const words = `meanwhile ${(count += 1)}`;
        await ann.say(words);
        await ben.hears(words);
      }
    }),
  );
  for (const fuzzer of fuzzers) fuzzer.close();

  await ben.say('after');
  await ann.hears('after');
  // Each entry once, in order, whatever the others put in between.
  const seqs = ann.entries.all
    .filter(({ room }) => room === 'lobby')
    .flatMap(({ entries }) => entries.map(({ seq }) => seq));
  assert.deepEqual(
    seqs,
    Array.from(seqs, (_, index) => (seqs[0] ?? 0) + index),
  );
  assert.equal(
    relay.output
      .split('\n')
      .filter((line) => line.includes('"level":50'))
      .join('\n'),
    '',
  );
  assert.equal((await relay.stop()).code, 0);
});
