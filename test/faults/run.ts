// The full form: minutes of every torment. It uses this machine alone, ends by itself, and says at the end what it
// did. `--seed N` repeats a run, `--only WORD` runs the torments whose names hold it. `--nodes` runs those of several nodes on one
// Redis, which needs the program redis-server.
import { parseArgs } from 'node:util';
import { chosenSeed, Random } from './random.ts';
import { explained } from './report.ts';
import { nodeTorments, torments } from './torments.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
    nodes: { type: 'boolean', default: false },
  },
});
const seed = chosenSeed(values.seed);
console.log(`Seed ${seed}; repeat with: npm run faults --${values.nodes ? ' --nodes' : ''} --seed ${seed}`);

// The processes and disks of a run end with it, also when somebody ends it early.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const started = performance.now();
const chosen = (values.nodes ? nodeTorments : torments).filter(({ when }) => when.includes(values.only));
if (chosen.length === 0) throw new Error(`no torment is named ${values.only}`);
let broken = 0;
for (const { when, full } of chosen) {
  const begun = performance.now();
  process.stdout.write(`When ${when}: `);
  try {
    const { figures, violations } = await full(new Random(seed).fork(when));
    const numbers = Object.entries(figures).map(([name, number]) => `${number} ${name}`);
    console.log(`${violations.length} violations, ${numbers.join(', ')}, ${secondsSince(begun)} s`);
    if (violations.length > 0) console.log(explained(violations));
    broken += violations.length;
  } catch (error) {
    // One that cannot come to its end is a failure too, and the others still have something to tell.
    console.log(`it did not come to its end after ${secondsSince(begun)} s`, error);
    broken += 1;
  }
}
console.log(
  `\n${broken === 0 ? 'Every promise held' : `${broken} violations`}; ${secondsSince(started)} s in all`,
);
process.exitCode = broken === 0 ? 0 : 1;

function secondsSince(time: number): number {
  return Math.round((performance.now() - time) / 1000);
}
