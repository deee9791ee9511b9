import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goBy, greeting, hasStatus, partOf, say, shows } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

test('a conversation goes on over a crash of the relay, and who comes later reads each message once', async (t) => {
  const relay = await newRelay(t);
  const { port, data } = relay;
  const ann = await newPage(t);
  const ben = await newPage(t);
  await ann.goto(relay.url);
  await ben.goto(relay.url);
  await goBy(ann, 'Ann');
  await goBy(ben, 'Ben');
  await say(ann, 'before the crash');
  await shows(ben, [greeting, 'Ann: before the crash']);

  await relay.kill();
  for (const page of [ann, ben]) await hasStatus(page, 'Reconnecting…');
  await say(ann, 'written without a relay');
  await newRelay(t, { port, data });
  for (const page of [ann, ben]) await hasStatus(page, 'Online');
  await shows(ben, [greeting, 'Ann: before the crash', 'Ann: written without a relay']);
  await say(ben, 'after the crash');

  const spoken = ['Ann: before the crash', 'Ann: written without a relay', 'Ben: after the crash'];
  await shows(ann, [greeting, ...spoken]);
  await shows(ben, [greeting, ...spoken]);
  const cem = await newPage(t);
  await cem.goto(relay.url);
  await shows(cem, [...spoken, greeting]);
});

test('a relay that is killed again and again loses and doubles nothing of what was said', async (t) => {
  let relay = await newRelay(t);
  const { port, data } = relay;
  const ann = await newPage(t);
  await ann.goto(relay.url);
  await goBy(ann, 'Ann');
  await hasStatus(ann, 'Online');
  const spoken: string[] = [];
  for (let round = 1; round <= 3; round += 1) {
    // The kill may hit each of these before it is stored, after, or on its way.
    for (const text of [`${round} first`, `${round} second`, `${round} third`]) {
      await say(ann, text);
      spoken.push(`Ann: ${text}`);
    }
    await relay.kill();
    relay = await newRelay(t, { port, data });
  }
  await shows(ann, [greeting, ...spoken]);
  await ann.waitForFunction(() => {
    const root = document.querySelector('#lobby')?.shadowRoot;
    return root?.querySelector('[part~="message"]:not([data-state="sent"])') === null;
  });
  const ben = await newPage(t);
  await ben.goto(relay.url);
  await shows(ben, [...spoken, greeting]);
  assert.equal(spoken.length, 9);
});

test('what was on its way when the relay died arrives once when it is back', async (t) => {
  const relay = await newRelay(t);
  const { port, data, pid } = relay;
  const page = await newPage(t);
  await page.goto(relay.url);
  await goBy(page, 'Ann');
  await hasStatus(page, 'Online');
  // It takes nothing in any more, and its connections stay open.
  process.kill(pid, 'SIGSTOP');
  await say(page, 'into the void');
  await page.locator(`${partOf('message')}[data-state="sending"]`).waitFor();
  await relay.kill();
  await newRelay(t, { port, data });
  await page.locator(`${partOf('message')}[data-state="sent"][data-own]`).waitFor();
  await shows(page, [greeting, 'Ann: into the void']);
});
