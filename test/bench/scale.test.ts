import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Constants, readConstants } from './scale/constants.ts';
import { habits, needOf, needWith, share, sum } from './scale/model.ts';
import { pageOf } from './scale/page.ts';
import { simulate } from './scale/simulate.ts';

const costs = {
  base: 1e8,
  connection: 5e4,
  idle: 1e-5,
  join: 1e-3,
  append: 5e-4,
  frame: 1e-5,
  delivery: 1e-6,
  list: 1e-5,
};
const constants: Constants = {
  circumstances: [],
  lone: costs,
  shared: costs,
  redis: { append: 5e-5, told: 2e-6, message: 500, heard: 1e-4 },
};
const hot = { name: 'one room', inAll: 5, stay: 1800 };

test('docs/scale.md is what the script writes from the last measurement', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/scale.md'), 'utf8');
  assert.equal(page, pageOf(readConstants()));
});

test('what is needed keeps within the share, and one relay less does not', () => {
  for (const of of habits) {
    const need = needOf(constants, 100_000, of);
    assert.ok(sum(need.cpu) <= share, of.name);
    assert.ok(need.nodes > 1);
    assert.ok(sum(needWith(constants, 100_000, of, need.nodes - 1).cpu) > share, of.name);
  }
});

test('more people never need less, and twice the relays have half of the fan-out each', () => {
  for (const of of habits) {
    const nodes = [1e3, 1e4, 1e5].map((people) => needOf(constants, people, of).nodes);
    assert.deepEqual(
      nodes,
      nodes.toSorted((one, other) => one - other),
    );
    const [few, many] = [10, 20].map((count) => needWith(constants, 1e5, of, count).cpu['fan-out']);
    assert.ok(Math.abs((few ?? 0) / (many ?? 1) - 2) < 1e-9);
  }
});

test('the simulation is the same for one seed, and each delay is at least the time of one person', () => {
  const plan = { people: 20_000, nodes: 10, habits: hot, seconds: 10, seed: 1 };
  const one = simulate(constants, plan);
  assert.deepEqual(simulate(constants, plan), one);
  assert.notDeepEqual(simulate(constants, { ...plan, seed: 2 }), one);
  assert.ok(one.median > 0 && one.slow >= one.median && one.last >= one.slow);
  assert.ok(one.fullest > 2000 && one.fullest < 2300, `${one.fullest}`);
  // Two thousand frames of 11 µs are 22 ms; a message seldom waits for others as well.
  assert.ok(one.median > 0.008 && one.median < 0.05, `${one.median}`);
  assert.ok(one.keepsUp);
});

test('relays that have too much to do do not keep up, and the delays say so', () => {
  const crowded = { people: 1_000_000, nodes: 10, habits: hot, seconds: 20, seed: 1 };
  const { keepsUp, cpu, last } = simulate(constants, crowded);
  assert.equal(keepsUp, false);
  assert.ok(cpu > 1 && last > 5);
});
