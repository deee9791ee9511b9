import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entry, joined } from '../widget/support/answers.ts';
import { startScriptedServer } from '../support/scripted-server.mjs';
import { launchHeadlessChromium } from '../support/browser.mjs';
import { chatSelector, hasStatus, partOf } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

test('a new message makes the browser lay out the chat at most twice, however many are there', async (t) => {
  const relay = await newRelay(t);
  const messages = Array.from({ length: 600 }, (_, index) => entry(index + 1, `line ${index + 1}`));
  const server = await startScriptedServer({ joins: { lobby: joined({ head: 600, messages }) } });
  t.after(() => server.stop());
  const page = await newPage(t, launchHeadlessChromium);
  await page.goto(
    await newSite(
      t,
      `<!doctype html><html lang="en"><script type="module" src="${relay.url}/realtime-chat.js"></script>
      <realtime-chat relay-url="${server.url}" username="Ann" style="block-size: 500px"></realtime-chat></html>`,
    ),
  );
  await hasStatus(page, 'Online');
  const say = async (number: number): Promise<void> => {
    const entries = [entry(number, `line ${number}`)];
    server.say(['entries', { room: 'lobby', epoch: 'first', entries }]);
    await page.locator(partOf('text'), { hasText: `line ${number}` }).waitFor();
    // A message rises into view. What the end of that makes the browser do is in the frame after it.
    await page.locator(chatSelector).evaluate(async (chat) => {
      await Promise.all(chat.shadowRoot?.getAnimations().map(({ finished }) => finished) ?? []);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
  };
  // What loads after the join, and the first announcement, are not the message's.
  for (let number = 601; number <= 605; number += 1) await say(number);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const layouts = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'LayoutCount')?.value ?? NaN;
  };
  const before = await layouts();
  const count = 20;
  for (let number = 606; number < 606 + count; number += 1) await say(number);
  const each = ((await layouts()) - before) / count;
  assert.ok(each <= 2, `${each} layouts for each message`);
});
