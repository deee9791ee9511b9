// The messages, by the keys of the chat and by those of the screen reader.
import { message } from './selectors.ts';
import type { Scene, Stage } from './stage.ts';

async function enterWithMessages({ enter, unheard, page, ben }: Stage): Promise<void> {
  await enter();
  await unheard(async () => {
    await ben.says('First, with `code`');
    await ben.says('Second');
    await ben.says('Third');
    await page.has(message(3));
  });
}

export const reading: readonly Scene[] = [
  {
    name: 'reading-by-the-keys-of-the-screen-reader',
    async play(stage) {
      const { step, press, focus } = stage;
      await enterWithMessages(stage);
      await focus('[part~="content"]');
      await step('Tab, to the newest message', () => press('Tab'));
      await step('Shift+I, to the list item before', () => press('shift+i'));
      await step('Shift+I, to the list item before that', () => press('shift+i'));
      await step('ArrowDown, to its text', () => press('Down'));
      await step('I, to the next list item', () => press('i'));
      await step('B, to its button', () => press('b'));
      await step('Enter', () => press('Return'));
      await step('Escape', () => press('Escape'));
    },
  },
  // The last of all scenes, because this mode stays.
  {
    name: 'reading-by-the-keys-of-the-chat',
    async play(stage) {
      const { step, press, focus } = stage;
      await enterWithMessages(stage);
      await focus('[part~="content"]');
      await step('Tab, to the newest message', () => press('Tab'));
      await step('Orca+A twice, to a focus mode that stays', () => press('Insert+a', 'Insert+a'));
      await step('ArrowUp', () => press('Up'));
      await step('ArrowUp', () => press('Up'));
      await step('ArrowDown', () => press('Down'));
      await step('Enter', () => press('Return'));
      await step('Escape', () => press('Escape'));
    },
  },
];
