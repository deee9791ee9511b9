// What opens beside the conversation.
import { token } from '../support/tokens.ts';
import { message } from './selectors.ts';
import type { Scene } from './stage.ts';

export const panels: readonly Scene[] = [
  {
    name: 'emoji-picker',
    async play({ enter, step, unheard, focus, page, press, pressUntil, type, ben }) {
      await enter();
      await unheard(async () => {
        await ben.says('Good news');
        await page.has(message(1));
      });
      await focus(message(1));
      await unheard(async () => {
        await press('Return');
        await page.has('[part~="menu"]:popover-open');
      });
      await unheard(() => pressUntil('Right', /emoji/i));
      await step('the picker opens', async () => {
        await press('Return');
        await page.has('[part~="picker"] button');
      });
      await type('avocad');
      await step('a word is searched for', () => press('o'));
      await step('ArrowDown', () => press('Down'));
      await step('Enter', async () => {
        await press('Return');
        await page.has('[part~="reaction"]');
      });
    },
  },
  {
    name: 'people',
    async play({ enter, step, focus, page, press }) {
      await enter();
      await focus('[part~="members"]');
      await step('Enter', async () => {
        await press('Return');
        await page.has('[part~="people"]:popover-open');
      });
      await step('Escape', () => press('Escape'));
    },
  },
  {
    name: 'muting',
    async play({ enter, step, unheard, focus, page, press, pressUntil }) {
      await enter({ token: await token({ roles: ['moderator'] }) });
      await focus('[part~="members"]');
      await unheard(async () => {
        await press('Return');
        await page.has('[part~="people"]:popover-open');
      });
      await unheard(() => pressUntil('Tab', /^Actions/));
      await step('the actions on Ben', () => press('Return'));
      await unheard(() => pressUntil('Tab', /^Mute/));
      await step('Mute is chosen', () => press('Return'));
      await step('it is chosen once more', () => press('Return'));
      // Orca would be silent about the next page if the dialog went with this one.
      await step('Escape', () => press('Escape'));
    },
  },
];
