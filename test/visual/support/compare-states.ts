import { test } from 'node:test';
import { Pictures } from './pictures.ts';
import { states } from './states.ts';
import type { Language } from './talk.ts';
import { showIn } from './view.ts';

/** Compares every state of the chat in this language, in light and in dark colours. */
export function compareStates(folder: string, language: Language): void {
  const pictures = new Pictures(folder);
  for (const [state, open] of Object.entries(states)) {
    test(`the chat looks as it did: ${state}, in the language ${language}`, async (t) => {
      const page = await open(t, language);
      for (const colorScheme of ['light', 'dark'] as const) {
        await t.test(`in ${colorScheme} colours`, async () => {
          await showIn(page, { colorScheme });
          await pictures.compare(page, `${state}-${colorScheme}`);
        });
      }
    });
  }
}
