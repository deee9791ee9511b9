// Plays one scene, and writes down what is spoken in it.
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newWireClient } from '../support/wire-client.ts';
import type { Desktop } from './desktop.ts';
import type { Orca } from './orca.ts';
import type { ChatPage } from './page.ts';
import { normalized } from './speech.ts';
import type { Scene, Stage } from './stage.ts';

export interface Theatre {
  relayUrl: string;
  desktop: Desktop;
  orca: Orca;
  page: ChatPage;
  xdotool: string;
}

/** The pause between two keys of a person without haste, in milliseconds. */
const betweenKeys = 100;
const mostPresses = 40;
const mostAttempts = 4;

/** @returns a paragraph for each step: what was done, and what was said */
export async function play({ name, play: act }: Scene, theatre: Theatre): Promise<string> {
  const { relayUrl, desktop, orca, page, xdotool } = theatre;
  const undo: (() => unknown)[] = [];
  const t: Pick<TestContext, 'after'> = { after: (each) => void undo.push(each as () => unknown) };
  const room = name;
  const steps: string[] = [];
  const client = await newWireClient(t, relayUrl);
  const stage: Stage = {
    page,
    ben: { client, relayUrl, says: (message) => client.say(message, { room, username: 'Ben' }) },
    async enter(attributes = {}) {
      await client.join({ room, username: 'Ben' });
      await page.open({ 'relay-url': relayUrl, room, username: 'Ann', ...attributes });
      let spoken: string[] = [];
      for (let attempts = 0; !spoken.some((words) => words.startsWith('A page')); attempts += 1) {
        if (attempts === mostAttempts) throw new Error(`Orca does not read the page: ${spoken.join(' / ')}`);
        spoken = await orca.heard();
      }
    },
    async step(what, doIt) {
      await doIt();
      const spoken = normalized(await orca.heard());
      steps.push([`# ${what}`, ...(spoken.length > 0 ? spoken : ['(silence)'])].join('\n'));
    },
    async unheard(doIt) {
      await doIt();
      await orca.heard();
    },
    async focus(selector) {
      // Orca misses what happens while it is busy with a new page.
      for (let attempts = 0; attempts < mostAttempts; attempts += 1) {
        await page.focus(selector);
        if ((await orca.heard()).length > 0) return;
        await page.blur();
      }
      throw new Error(`Orca says nothing of the focus on ${selector}`);
    },
    async press(...pressed) {
      for (const key of pressed) {
        await desktop.run(xdotool, ['key', '--clearmodifiers', key]);
        await sleep(betweenKeys);
      }
    },
    type: (text) => stage.unheard(() => desktop.run(xdotool, ['type', '--delay', '50', text])),
    async pressUntil(key, wanted) {
      for (let presses = 0; presses < mostPresses; presses += 1) {
        if (wanted.test(await page.focused())) return;
        await stage.press(key);
      }
      throw new Error(`${key} does not come to ${wanted}`);
    },
  };
  try {
    await act(stage);
  } catch (error) {
    throw new Error(`after:\n${steps.join('\n\n')}`, { cause: error });
  } finally {
    for (const each of undo.toReversed()) await each();
  }
  return `${steps.join('\n\n')}\n`;
}
