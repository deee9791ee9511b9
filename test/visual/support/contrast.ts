import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails where axe finds words without enough contrast, or finds none to look at. */
export async function readable(page: Page): Promise<void> {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate<Pick<AxeResults, 'violations' | 'passes'>>(
    `axe.run('realtime-chat', { runOnly: ['color-contrast'] })`,
  );
  const found = violations.flatMap(({ nodes }) =>
    nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
  );
  assert.deepEqual(found, []);
  assert.notEqual(passes.flatMap(({ nodes }) => nodes).length, 0, 'axe has looked at nothing');
}
