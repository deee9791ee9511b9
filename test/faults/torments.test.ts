import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chosenSeed, Random } from './random.ts';
import { explained } from './report.ts';
import { torments } from './torments.ts';

// FAULTS_SEED=N repeats a run.
const seed = chosenSeed();

describe(`nothing is lost, doubled or mixed up (seed ${seed})`, { concurrency: 3 }, () => {
  for (const { when, short } of torments) {
    test(`when ${when}`, async () => {
      const { violations } = await short(new Random(seed).fork(when));
      assert.equal(explained(violations), '');
    });
  }
});
