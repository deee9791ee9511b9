// Pictures: Ann sends one, gets one, and looks at it in its large view.
import { newId } from '../support/wire-client.ts';
import { upload } from '../support/uploads.ts';
import { message, own } from './selectors.ts';
import type { Scene, Stage } from './stage.ts';

/** Ben sends a picture with this alternative text. */
async function sendPicture({ ben, page }: Stage, room: string, alt: string, seq: number): Promise<void> {
  const { client, relayUrl } = ben;
  const { id } = await upload(relayUrl, client, page.picture, { name: 'boat.png', room });
  const request = { room, id: newId(), message: 'Look', username: 'Ben', files: [{ id, alt }] };
  await client.ask('send', request);
  await page.has(`${message(seq)} [part="picture"]`);
}

export const files: readonly Scene[] = [
  {
    name: 'sending-a-picture',
    async play({ enter, focus, step, unheard, press, type, page }) {
      await enter();
      await focus('[part~="field"]');
      await step('a picture is chosen', async () => {
        await page.choose('map.png');
        await page.has('[part="attachment"][data-state="ready"]');
      });
      await step('the field of its alternative text gets the focus', () => page.focus('[part="alt"]'));
      await type('The way to the station');
      await step('Tab', () => press('Tab'));
      // Whether the text is selected depends on the moment.
      await unheard(() => press('shift+Tab'));
      await step('Enter in the field of the alternative text', () => press('Return'));
      await step('Enter', async () => {
        await press('Return');
        await page.has(`${own('sent')} [part="picture"]`);
      });
    },
  },
  {
    name: 'removing-a-picture',
    async play({ enter, focus, step, press, page }) {
      await enter();
      await focus('[part~="field"]');
      await step('a picture is chosen', async () => {
        await page.choose('map.png');
        await page.has('[part="attachment"][data-state="ready"]');
      });
      await step('its button Remove gets the focus', () => page.focus('[part="remove"]'));
      await step('Enter', () => press('Return'));
    },
  },
  {
    name: 'pictures',
    async play(stage) {
      const { enter, focus, step, unheard, press, page } = stage;
      await enter();
      await focus('[part~="field"]');
      await step('Ben sends a picture', () => sendPicture(stage, 'pictures', 'A boat at sea', 1));
      await step('and another one', () => sendPicture(stage, 'pictures', 'The beach', 2));
      await step('the first picture gets the focus', () => page.focus(`${message(1)} [part="picture"]`));
      await step('Enter', async () => {
        await press('Return');
        await page.has('[part="lightbox"][open]');
      });
      await step('its button Next picture gets the focus', () => page.focus('[part="lightbox"] .next'));
      await step('Enter', () => press('Return'));
      // How much of the surroundings Orca tells then depends on the moment.
      await unheard(async () => {
        await press('Escape');
        await page.has('[part="lightbox"]:not([open])');
      });
    },
  },
];
