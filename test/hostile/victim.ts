import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { newPage } from '../e2e/support/people.ts';
import { watchPolicy } from '../e2e/support/policy.ts';
import { newSite } from '../e2e/support/servers.ts';
import { strangers } from './shadow-root.ts';

/** What a script that got through would call, whatever it is written like. */
const traps = ['trap', 'alert', 'confirm', 'prompt', 'print', 'open'];

export const newId = (kind: string, index: number): string =>
  `hostile-${kind}-${String(index).padStart(6, '0')}`;

/** A page that forbids nothing, so that all that could run does, and on which whatever runs is found out. */
export async function newVictim(t: TestContext, relay: string, body: string, otherRelay = relay) {
  const page = await newPage(t);
  const site = await newSite(t, `<!doctype html><title>A page</title>${body}`);
  const problems = await watchPolicy(page, [new URL(site).origin, relay, otherRelay]);
  await page.exposeFunction('noteTrap', (name: string) => void problems.push(`${name} was called`));
  await page.addInitScript((names) => {
    const { noteTrap } = window as unknown as { noteTrap: (name: string) => void };
    for (const name of names) Object.assign(window, { [name]: () => noteTrap(name) });
  }, traps);
  page.on('dialog', (dialog) => {
    problems.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.context().on('page', (other) => problems.push(`opened ${other.url()}`));
  await page.goto(site);
  return { page, problems, site };
}

/** Points at, turns to and clicks all there is, as what waits for that would have it. */
async function provoke(page: Page): Promise<void> {
  await page.evaluate(() => {
    const root = document.querySelector('realtime-chat')?.shadowRoot;
    for (const element of root?.querySelectorAll('*') ?? []) {
      for (const type of [
        'mouseover',
        'mouseenter',
        'pointerover',
        'focus',
        'error',
        'load',
        'toggle',
        'animationend',
      ]) {
        element.dispatchEvent(new Event(type));
      }
    }
    // Where a link leads is looked at by itself; following it would leave the page.
    for (const link of root?.querySelectorAll(
      '[part~="content"] :not(a) > :is(strong, em, del, code, pre, mark)',
    ) ?? []) {
      if (!link.closest('a') && link instanceof HTMLElement) link.click();
    }
  });
}

export async function isHarmless(page: Page, problems: string[]): Promise<void> {
  await provoke(page);
  // Whatever was set off has had its turn by then.
  await page.evaluate(() => new Promise((resolve) => void requestAnimationFrame(() => setTimeout(resolve))));
  await page.waitForLoadState('networkidle');
  assert.deepEqual(await strangers(page), []);
  assert.deepEqual(problems, []);
  assert.equal(await page.title(), 'A page');
}
