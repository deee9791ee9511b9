import { test } from 'node:test';
import { readable } from './support/contrast.ts';
import { Pictures } from './support/pictures.ts';
import { openConversation, states, tall } from './support/states.ts';
import { showIn } from './support/view.ts';

const pictures = new Pictures('places');

for (const width of [280, 768]) {
  test(`a conversation looks as it did in a place ${width} pixels wide`, async () => {
    const page = await openConversation('en', {}, { ...tall, width });
    await pictures.compare(page, `${width}-pixels`);
  });
}

test('a conversation looks as it did where more contrast is asked for', async (t) => {
  const page = await openConversation('en', {}, tall);
  for (const colorScheme of ['light', 'dark'] as const) {
    await t.test(`in ${colorScheme} colours`, async () => {
      await showIn(page, { colorScheme, contrast: 'more' });
      await pictures.compare(page, `more-contrast-${colorScheme}`);
      await readable(page);
    });
  }
});

for (const state of ['conversation', 'stuck', 'menu', 'completing']) {
  test(`the chat looks as it did where the system chooses the colours: ${state}`, async (t) => {
    const page = await states[state]?.(t, 'en');
    if (!page) throw new Error(`There is no state ${state}`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await t.test(`in ${colorScheme} colours`, async () => {
        await showIn(page, { forcedColors: 'active', colorScheme });
        await pictures.compare(page, `forced-${state}-${colorScheme}`);
        await readable(page);
      });
    }
  });
}

test('long words and long names look as they did', async () => {
  const page = await openConversation('de', {}, { ...tall, height: 640 });
  await pictures.compare(page, 'german');
});

test('an English conversation looks as it did on a page that is written from right to left', async () => {
  const page = await openConversation('en', { dir: 'rtl' }, tall);
  await pictures.compare(page, 'english-right-to-left');
});
