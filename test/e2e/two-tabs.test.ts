import { test } from 'node:test';
import { isSent, say } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay, newSite } from './support/servers.ts';

/** How long an answer waits for that of the other tab, in milliseconds. */
const longestWait = 300;

test('two tabs that a new visitor opens at once are one person, whose name is free in both', async (t) => {
  const relay = await newRelay(t);
  const site = await newSite(
    t,
    `<!doctype html><html lang="en"><title>A site</title>
      <script type="module" src="${relay.url}/realtime-chat.js"></script>
      <realtime-chat username="Ann"></realtime-chat>
      <script>document.querySelector('realtime-chat').room = location.hash.slice(1);</script>`,
  );
  // The tabs race in earnest, so one attempt proves little.
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const first = await newPage(t);
    const tabs = [first, await first.context().newPage()];
    let held: (() => void)[] = [];
    const letGo = (): void => {
      for (const pass of held) pass();
      held = [];
    };
    for (const tab of tabs) {
      await tab.routeWebSocket(/socket\.io/, (page) => {
        const server = page.connectToServer();
        server.onMessage((words) => {
          // The relay's answers to both joins reach the tabs at once, if the tabs join at once.
          if (!String(words).includes('"session":')) return page.send(words);
          held.push(() => page.send(words));
          if (held.length === tabs.length) letGo();
          else setTimeout(letGo, longestWait);
        });
      });
    }
    await Promise.all(tabs.map((tab) => tab.goto(`${site}#room-${attempt}`)));
    const texts = tabs.map((_, index) => `attempt ${attempt}, from tab ${index}`);
    await Promise.all(tabs.map((tab, index) => say(tab, texts[index] ?? '')));
    for (const tab of tabs) for (const text of texts) await isSent(tab, text);
    await first.context().close();
  }
});
