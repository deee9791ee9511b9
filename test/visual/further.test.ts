import { test } from 'node:test';
import { furtherStates } from './support/further-states.ts';
import { Pictures } from './support/pictures.ts';
import { openConversation, openMenu } from './support/states.ts';

const pictures = new Pictures('further');
const wide = { width: 1280, height: 720 };

const states: typeof furtherStates = {
  ...furtherStates,
  'wide-conversation': (_t, language) => openConversation(language, {}, wide),
  'wide-menu': async (_t, language) => {
    const page = await openConversation(language, {}, wide);
    await openMenu(page, 5);
    return page;
  },
};

for (const [state, open] of Object.entries(states)) {
  test(`the chat looks as it did: ${state}`, async (t) => {
    const page = await open(t, 'en');
    for (const colorScheme of ['light', 'dark'] as const) {
      await t.test(`in ${colorScheme} colours`, async () => {
        // It stays where the state has scrolled it to.
        await page.emulateMedia({ colorScheme });
        await pictures.compare(page, `${state}-${colorScheme}`);
      });
    }
  });
}
