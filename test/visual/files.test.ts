import { test } from 'node:test';
import { composerStates, openLarge, openTalk } from './support/files/states.ts';
import { Pictures } from './support/pictures.ts';
import { showIn } from './support/view.ts';

const pictures = new Pictures('files');
const schemes = ['light', 'dark'] as const;

/** High enough for all that was said. */
const heights = { pictures: 1560, grids: 1860, others: 1280, loading: 960 };
const kinds = ['pictures', 'grids', 'others', 'loading'] as const;

for (const kind of kinds) {
  test(`files of messages look as they did: ${kind}`, async (t) => {
    const page = await openTalk(t, kind, { height: heights[kind] });
    for (const colorScheme of schemes) {
      await showIn(page, { colorScheme });
      await pictures.compare(page, `${kind}-${colorScheme}`);
    }
  });
}

for (const [state, open] of Object.entries(composerStates)) {
  test(`files to send look as they did: ${state}`, async (t) => {
    const page = await open(t);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await pictures.compare(page, `${state}-${colorScheme}`);
    }
  });
}

for (const width of [320, 1280]) {
  test(`files look as they did in a place ${width} pixels wide`, async (t) => {
    for (const kind of ['grids', 'others'] as const)
      await pictures.compare(await openTalk(t, kind, { width, height: heights[kind] }), `${width}-${kind}`);
    await pictures.compare(await composerStates.several(t, { width }), `${width}-several`);
    await pictures.compare(await openLarge(t, { width, height: 640 }), `${width}-large`);
  });
}

test('files look as they did in a language that is written from right to left', async (t) => {
  for (const kind of ['pictures', 'grids', 'others'] as const)
    await pictures.compare(
      await openTalk(t, kind, { language: 'ar', height: heights[kind] }),
      `right-to-left-${kind}`,
    );
  await pictures.compare(await composerStates.several(t, { language: 'ar' }), 'right-to-left-several');
  await pictures.compare(await openLarge(t, { language: 'ar', height: 640 }), 'right-to-left-large');
});

test('files look as they did where the system chooses the colours', async (t) => {
  const forced = async (page: Awaited<ReturnType<typeof openTalk>>, state: string): Promise<void> => {
    await showIn(page, { forcedColors: 'active' });
    await pictures.compare(page, `forced-${state}`);
  };
  await forced(await openTalk(t, 'others', { height: heights.others }), 'others');
  await forced(await openTalk(t, 'loading'), 'loading');
  await forced(await composerStates.several(t), 'several');
  await forced(await openLarge(t, { height: 640 }), 'large');
});
