import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atLeast, atMost } from './bench.ts';
import { ratio } from './figures.ts';
import { exponentOf, growthGoals } from './growth.ts';
import { pageOf } from './page/page.ts';
import { drawn } from './page/svg.ts';

const series = (least: number, of: (x: number) => number) => ({
  label: 'work',
  unit: 'ms',
  least,
  points: [10, 100, 1000].map((x) => ({ x, y: of(x) })),
});

test('the exponent of a growth is that of its power, whatever the factor', () => {
  for (const exponent of [0, 0.5, 1, 2])
    assert.ok(
      Math.abs(exponentOf(series(0, (x) => 3 * x ** exponent).points) - exponent) < 1e-9,
      `${exponent}`,
    );
});

test('what grows faster than it must is a missed goal', () => {
  const [square] = growthGoals('people', [series(1, (x) => x * x)]);
  const [line] = growthGoals('people', [series(1, (x) => 5 * x)]);
  assert.deepEqual([square?.isReached, line?.isReached], [false, true]);
});

test('the page names missed goals with their limit, and takes no text of a table for markup', () => {
  const page = pageOf(
    [
      {
        name: 'one',
        title: 'One',
        about: 'Something.',
        rows: [{ what: '*a* | `b` [c](https://d)' }],
        goals: [atLeast('speed', 0.5, 1, ratio, 'the disk'), atMost('size', 1.2, 1.5, ratio, 'nothing')],
      },
      { name: 'two', title: 'Two', about: 'More.', rows: [], failure: 'too few open files' },
    ],
    { isQuick: false },
  );
  assert.match(
    page,
    /Of 2 goals, 1 are reached\. These are missed:\n\n- speed: 0\.50 x; the goal is at least 1\.00 x\n\n/,
  );
  assert.ok(page.includes('| speed | at least 1.00 x | 0.50 x | missed: the disk |'));
  assert.ok(page.includes('| size | at most 1.50 x | 1.20 x | reached |'));
  assert.ok(page.includes(String.raw`| \*a\* \| \`b\` \[c\](https\://d) |`));
  assert.ok(page.includes('Not measured: too few open files'));
});

test('a picture has a title, its own ground in both colour schemes, and each value as a text', () => {
  const bars = drawn({
    kind: 'bars',
    name: 'bars',
    title: 'Deliveries <1>',
    unit: 'kB',
    bars: [
      { label: 'a & b', value: 12_345 },
      { label: 'none', value: 0 },
    ],
  });
  assert.ok(bars.includes('<title id="title">Deliveries &lt;1></title>'));
  assert.ok(bars.includes('a &amp; b</text>') && bars.includes('>12,345 kB</text>'));
  const points = [1, 10, 5000].map((x) => ({ x, y: x }));
  const lines = drawn({
    kind: 'lines',
    name: 'lines',
    title: 'Growth',
    x: 'people',
    y: 'ms',
    lines: [{ label: 'CPU', points }],
  });
  for (const picture of [bars, lines]) {
    assert.ok(picture.includes('prefers-color-scheme: dark') && picture.includes('fill="var(--ground)"'));
    assert.doesNotMatch(picture, /NaN|Infinity|undefined/);
  }
});
