// Messages of others arrive while Ann is in the text field, or reads something else.
import { message } from './selectors.ts';
import type { Scene } from './stage.ts';

const many = 30;

export const arriving: readonly Scene[] = [
  {
    name: 'message',
    async play({ enter, step, page, ben }) {
      await enter();
      await step('the focus goes to the text field', () => page.focus('[part~="field"]'));
      await step('Ben says hello', () => ben.says('Hello, this is *Ben*'));
    },
  },
  {
    name: 'thirty-messages',
    async play({ enter, step, focus, page, ben }) {
      await enter();
      await focus('[part~="field"]');
      await step('Ben says one thing, and thirty more at once', async () => {
        await ben.says('Number 0');
        // What comes within a second of it is gathered.
        await page.has('[aria-live="polite"] p');
        await Promise.all(Array.from({ length: many }, (_, index) => ben.says(`Number ${index + 1}`)));
        await page.has(message(many + 1));
      });
    },
  },
  {
    name: 'mention',
    async play({ enter, step, focus, ben }) {
      await enter();
      await focus('[part~="field"]');
      await step('Ben mentions Ann', () => ben.says('Are you there, @Ann?'));
    },
  },
  {
    name: 'launcher',
    async play({ enter, step, press, page, ben }) {
      await enter({ layout: 'launcher', eager: '' });
      await step('Ben says hello while it is closed', () => ben.says('Hello'));
      await step('its button gets the focus', () => page.focus('[part~="launcher"]'));
      await step('Enter', () => press('Return'));
      await step('Ben says more while it is open', () => ben.says('More'));
      await step('Escape', () => press('Escape'));
    },
  },
];
