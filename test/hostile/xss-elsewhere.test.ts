import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isName } from '@realtime-chat/protocol';
import { partOf } from '../e2e/support/chat.ts';
import { newPage } from '../e2e/support/people.ts';
import { watchPolicy } from '../e2e/support/policy.ts';
import { newRelay } from '../e2e/support/servers.ts';
import { newWireClient } from '../support/wire-client.ts';
import { hostileTexts } from './scripts-in-words.ts';
import { strangers } from './shadow-root.ts';
import { isHarmless, newId, newVictim } from './victim.ts';

const script = (url: string): string => `<script type="module" src="${url}/realtime-chat.js"></script>`;

test('no script gets through as what is typed, completed, quoted, edited or copied', async (t) => {
  const { url } = await newRelay(t);
  const { page, problems } = await newVictim(
    t,
    url,
    `${script(url)}<realtime-chat username="Ann"></realtime-chat>`,
  );
  await page.locator(partOf('field')).waitFor();
  for (const text of hostileTexts().filter((_, index) => index % 24 === 0)) {
    const sent = await page.evaluate((words) => document.querySelector('realtime-chat')?.send(words), text);
    const message = page.locator(`[data-id="${sent?.id}"]`);
    await message.hover();
    await message.locator('[part~="actions"]').click();
    await page.getByRole('menuitem', { name: 'Reply' }).click();
    await page.locator(partOf('context')).waitFor();
    await page.locator(partOf('field')).fill(`answer to ${text}`.slice(0, 8000));
    await page.locator(partOf('field')).press('Enter');
    await page.locator(partOf('context')).waitFor({ state: 'hidden' });
  }
  await isHarmless(page, problems);
});

test('no script gets through as a name', async (t) => {
  const { url } = await newRelay(t);
  const { page, problems } = await newVictim(t, url, `${script(url)}<realtime-chat></realtime-chat>`);
  // A name is one line of 64 characters.
  const names = [
    ...new Set(hostileTexts().map((text) => text.replace(/\s+/g, ' ').slice(0, 60).trim())),
  ].filter(isName);
  assert.ok(names.length > 50);
  const mallory = await newWireClient(t, url);
  await mallory.join();
  let last = '';
  for (const [index, username] of names.entries()) {
    const id = newId('name', index);
    // Some look like others, or like the relay's; those are refused.
    const words = { room: 'lobby', id, username, message: `hello, @${username}` };
    if ((await mallory.ask('send', words)).ok) last = id;
  }
  for (const username of names.slice(0, 5))
    await (await newWireClient(t, url)).ask('join', { room: 'lobby', username });
  await page.locator(`[data-id="${last}"]`).waitFor();
  await page.locator(partOf('members')).click();
  await isHarmless(page, problems);
});

test('no script gets through as a room or a heading, as an attribute or as a property', async (t) => {
  const { url } = await newRelay(t);
  const { page, problems } = await newVictim(t, url, `${script(url)}<realtime-chat></realtime-chat>`);
  await page.locator(partOf('field')).waitFor();
  for (const [index, text] of hostileTexts().entries()) {
    await page.evaluate(
      async ([words, isRoom]) => {
        const chat = document.querySelector('realtime-chat');
        if (!chat) return;
        chat.setAttribute('heading', words);
        if (isRoom) chat.setAttribute('room', words.slice(0, 128));
        chat.setAttribute('username', words);
        await chat.updateComplete;
        chat.heading = words;
        chat.strings = { send: words, 'status.online': words, empty: words };
        await chat.updateComplete;
      },
      [text, index % 24 === 0] as const,
    );
    assert.deepEqual(await strangers(page), [], text);
  }
  await isHarmless(page, problems);
});

test('no script gets through as a room that the demo page’s address names', async (t) => {
  const { url } = await newRelay(t);
  for (const text of hostileTexts().filter((words, index) => words.length <= 100 && index % 120 === 0)) {
    const page = await newPage(t);
    const problems = await watchPolicy(page, [url]);
    await page.goto(`${url}/?room=${encodeURIComponent(text)}#${encodeURIComponent(text)}`);
    await page.locator(partOf('field')).waitFor();
    assert.deepEqual(await strangers(page), [], text);
    assert.equal(await page.locator('body script, body iframe, body img[onerror]').count(), 0);
    assert.deepEqual(problems, [], text);
    await page.close();
  }
});
