import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leanPart } from './support/lean-part.ts';

interface Timers {
  byteLength: (text: string) => number;
  installTimerFunctions: (owner: object) => void;
}

interface Waits {
  Backoff: new (options: { min: number; max: number; jitter: number }) => {
    duration(): number;
    reset(): void;
  };
}

test('the length of a text is that of its bytes', async () => {
  const { byteLength } = await leanPart<Timers>('engine.io-util.js');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(byteLength(text), Buffer.byteLength(text));
    }),
  );
});

test('another try waits twice as long as the one before, give or take, and never longer than allowed', async () => {
  const { Backoff } = await leanPart<Waits>('backo2.js');
  for (let run = 0; run < 200; run += 1) {
    const backoff = new Backoff({ min: 500, max: 3000, jitter: 0.5 });
    const waits = [1, 2, 3, 4, 5, 60].map(() => backoff.duration());
    const expected = [500, 1000, 2000, 4000, 8000, 16_000];
    waits.forEach((wait, index) => {
      const middle = expected[index] ?? 0;
      assert.ok(wait >= Math.min(middle / 2, 3000) && wait <= Math.min(middle * 1.5, 3000), `${wait}`);
    });
    backoff.reset();
    assert.ok(backoff.duration() <= 750);
  }
});
