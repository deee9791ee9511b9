import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after } from 'node:test';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { smallPng } from './small-png.ts';

const root = join(import.meta.dirname, '../../..');
const isUpdating = process.env.UPDATE_SNAPSHOTS === '1';

/** How unlike one pixel may be, from 0 to 1: the shades at the edges of letters differ from one Chromium to the next. */
const threshold = 0.1;
/** The share of pixels that may be more unlike than that. */
const tolerated = 0.003;

/** The pictures of one file of tests, in the folder of that name. What is there and was not compared fails the file. */
export class Pictures {
  #kept: string;
  #found: string;
  #compared = new Set<string>();

  constructor(name: string) {
    this.#kept = join(root, 'test/visual/pictures', name);
    this.#found = join(root, '.cache/pictures', name);
    rmSync(this.#found, { recursive: true, force: true });
    after(() => this.#noneIsLeft());
  }

  /** Fails if the page looks another way than in the picture of this name. */
  async compare(page: Page, name: string): Promise<void> {
    this.#compared.add(`${name}.png`);
    const kept = join(this.#kept, `${name}.png`);
    const actual = PNG.sync.read(await standingStill(page));
    const expected = existsSync(kept) ? PNG.sync.read(readFileSync(kept)) : undefined;
    const { unlike, picture } = difference(actual, expected);
    if (unlike <= tolerated) return;
    if (isUpdating) return write(kept, actual);
    const found = join(this.#found, `${name}.actual.png`);
    write(found, actual);
    const where = [`now: ${relative(root, found)}`];
    if (picture) {
      const shown = join(this.#found, `${name}.diff.png`);
      write(shown, picture);
      where.push(`in red what differs: ${relative(root, shown)}`);
    }
    const share = `${(unlike * 100).toFixed(2)} % of its pixels`;
    assert.fail(
      [
        expected
          ? `${share} are not as in ${relative(root, kept)}`
          : `There is no ${relative(root, kept)} yet`,
        ...where,
        'to accept: UPDATE_SNAPSHOTS=1 npm test -- test/visual',
      ].join('\n'),
    );
  }

  #noneIsLeft(): void {
    const left = readdirSync(this.#kept).filter((file) => !this.#compared.has(file));
    assert.deepEqual(left, [], `in ${relative(root, this.#kept)} are pictures that no test compares`);
  }
}

/** Fonts, scrolling and what loads later have come to rest when two pictures in a row are the same. */
async function standingStill(page: Page): Promise<Buffer> {
  // What browsers draw by a font of the machine, whatever the page has.
  const mask = [
    page.locator('realtime-chat :is([role="menuitemcheckbox"], .quick-actions button)', {
      hasText: '\u2764',
    }),
    page.locator('realtime-chat .picker-emoji'),
    // Their controls are those of the browser.
    page.locator('realtime-chat :is([part="audio"], [part="video"])'),
  ];
  const options = { caret: 'hide', animations: 'disabled', mask, maskColor: '#888' } as const;
  const take = (): Promise<Buffer> => page.screenshot(options);
  let last = await take();
  for (let tries = 0; tries < 50; tries += 1) {
    await page.evaluate(
      () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
    );
    const next = await take();
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error('The page does not stand still');
}

function difference(actual: PNG, expected: PNG | undefined): { unlike: number; picture?: PNG } {
  if (expected?.width !== actual.width || expected.height !== actual.height) return { unlike: 1 };
  const { width, height } = actual;
  const picture = new PNG({ width, height });
  const count = pixelmatch(actual.data, expected.data, picture.data, width, height, { threshold });
  return { unlike: count / (width * height), picture };
}

function write(file: string, png: PNG): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, smallPng(png));
}
