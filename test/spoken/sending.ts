// Ann writes: what becomes of it, and of what she changes afterwards.
import { message, own } from './selectors.ts';
import type { Scene, Stage } from './stage.ts';

/** A word in the blocklist of this run's relay. */
const unwanted = 'rhubarb';

async function write({ focus, type }: Stage, text: string): Promise<void> {
  await focus('[part~="field"]');
  await type(text);
}

/** Opens the menu of the newest message by the keyboard, and goes to an item. */
async function menuItem(
  { page, focus, unheard, press, pressUntil }: Stage,
  seq: number,
  name: RegExp,
): Promise<void> {
  await focus(message(seq));
  await unheard(async () => {
    await press('Return');
    await page.has('[part~="menu"]:popover-open');
  });
  // By now Orca passes the arrow keys on.
  await unheard(() => pressUntil('Down', name));
}

export const sending: readonly Scene[] = [
  {
    name: 'refused',
    async play(stage) {
      const { enter, step, page, press } = stage;
      await enter();
      await write(stage, `A ${unwanted}`);
      await step('a message with an unwanted word is sent', async () => {
        await press('Return');
        await page.has(own('failed'));
      });
    },
  },
  {
    name: 'waiting',
    async play(stage) {
      const { enter, step, page, press } = stage;
      await enter();
      await write(stage, 'See https://example.org/');
      await step('a message with a link is sent, which waits for a moderator', async () => {
        await press('Return');
        await page.has('[data-key][data-own]:not([data-state="sending"], [data-state="queued"])');
      });
    },
  },
  {
    name: 'deleting',
    async play(stage) {
      const { enter, step, unheard, page, press } = stage;
      await enter();
      await write(stage, 'A mistake');
      await unheard(async () => {
        await press('Return');
        await page.has(own('sent'));
      });
      await menuItem(stage, 1, /^Delete/);
      await step('Delete is chosen', () => press('Return'));
      await step('it is chosen once more', async () => {
        await press('Return');
        await page.has('[data-key][data-deleted]');
      });
    },
  },
  {
    name: 'editing',
    async play(stage) {
      const { enter, step, unheard, page, press, type } = stage;
      await enter();
      await write(stage, 'First words');
      await unheard(async () => {
        await press('Return');
        await page.has(own('sent'));
      });
      await step('ArrowUp in the empty text field', () => press('Up'));
      await step('Escape', () => press('Escape'));
      await step('ArrowUp once more', () => press('Up'));
      await press('ctrl+a');
      await type('Second words');
      await step('other words and Enter', async () => {
        await press('Return');
        await page.has('[data-key] [part~="edited"]');
      });
    },
  },
  {
    name: 'replying',
    async play(stage) {
      const { enter, step, page, press, type, ben, unheard } = stage;
      await enter();
      await unheard(async () => {
        await ben.says('Shall we?');
        await page.has(message(1));
      });
      await menuItem(stage, 1, /^Reply/);
      await step('Reply is chosen', () => press('Return'));
      await step('Escape', () => press('Escape'));
      await menuItem(stage, 1, /^Reply/);
      await step('Reply is chosen once more', () => press('Return'));
      await type('We shall');
      await step('an answer and Enter', async () => {
        await press('Return');
        await page.has(own('sent'));
      });
    },
  },
];
