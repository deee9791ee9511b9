import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { launchChromium } from '../../support/browser.mjs';
import { hostileTexts } from '../../support/marked-texts.ts';
import type { BenchOptions, Result } from '../bench.ts';
import { milliseconds } from '../figures.ts';

const formatted = fileURLToPath(new URL('../../../widget/lib/text/formatted.js', import.meta.url));

declare global {
  /** The median time of showing the text, in milliseconds, of so many times. The first third warms up. */
  function timeOf(text: string, times: number): number;
}

const page = `
  import { render } from 'lit';
  import { formatted } from ${JSON.stringify(formatted)};
  const mentions = { lengthAt: () => 2, isOwn: () => false };
  const show = (text) => render(formatted(text, mentions), document.createElement('div'));
  globalThis.timeOf = (text, count) => {
    const times = Array.from({ length: count }, () => {
      // The clock of a page is coarser than one run.
      const started = performance.now();
      for (let run = 0; run < 10; run++) show(text);
      return (performance.now() - started) / 10;
    });
    // The first ones are not warm yet.
    const warm = times.slice(count / 3).sort((a, b) => a - b);
    return warm[Math.floor(warm.length / 2)];
  };
`;

/** How many of the texts are in the table. */
const shown = 10;

export const title = 'A message of 8,000 characters, read and rendered';
export const about = `The median time in Chromium for ${hostileTexts.length} texts that were made to be slow, the slowest ${shown} of them, beside plain words of the same length.`;

export async function bench({ isQuick }: BenchOptions): Promise<Result> {
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage();
    await tab.addScriptTag({ content: await bundle(page) });
    const runs = isQuick ? 9 : 45;
    const time = (text: string): Promise<number> =>
      tab.evaluate(({ each, times }) => globalThis.timeOf(each, times), { each: text, times: runs });
    const plain = await time('plain words '.repeat(667));
    const found: { name: string; median: number }[] = [];
    for (const { name, text } of hostileTexts) found.push({ name, median: await time(text) });
    const slowest = found.toSorted((one, other) => other.median - one.median).slice(0, shown);
    return {
      rows: [{ name: 'plain words ', median: plain }, ...slowest].map(({ name, median }) => ({
        'repeated text': JSON.stringify(name),
        median: milliseconds(median),
        'to plain words': `${(median / plain).toFixed(0)} x`,
      })),
    };
  } finally {
    await browser.close();
  }
}

async function bundle(code: string): Promise<string> {
  const entry = {
    name: 'entry',
    resolveId: (id: string) => (id === 'entry' ? `${formatted}.entry.js` : null),
    load: (id: string) => (id === `${formatted}.entry.js` ? code : null),
  };
  const plugins = [entry, nodeResolve({ browser: true, exportConditions: ['browser', 'production'] })];
  const built = await rollup({ input: 'entry', plugins });
  const { output } = await built.generate({ format: 'iife' });
  return output[0].code;
}
