import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chosenSeed, Random } from './random.ts';
import { explained } from './report.ts';
import { nodeTorments } from './torments.ts';

// FAULTS_SEED=N repeats a run.
const seed = chosenSeed();

describe(
  `over several nodes, nothing is lost, doubled, mixed up or shown on one alone (seed ${seed})`,
  {
    concurrency: 7,
  },
  () => {
    for (const { when, short } of nodeTorments) {
      test(`when ${when}`, async () => {
        const { violations } = await short(new Random(seed).fork(when));
        assert.equal(explained(violations), '');
      });
    }
  },
);
