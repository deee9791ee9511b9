import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversation, goBy, greeting, hasStatus, partOf, shows, tabTo } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

test('a person who uses no mouse comes to the fields by Tab, and sends by Enter', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(relay.url);
  await hasStatus(page, 'Online');
  await tabTo(page, 'name');
  await page.keyboard.type('Ann');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(`${partOf('field')}:focus`).count(), 1, 'the text field is next');
  await page.keyboard.type('two');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('lines');
  assert.equal(await page.locator(partOf('field')).inputValue(), 'two\nlines');
  await page.keyboard.press('Enter');
  await shows(page, [greeting, 'Ann: two\nlines']);
  await page.keyboard.type('again');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(`${partOf('send')}:focus`).count(), 1, 'the button is next');
  await page.keyboard.press('Enter');
  await shows(page, [greeting, 'Ann: two\nlines', 'Ann: again']);
});

test('Enter takes the suggestion of an input method, and sends only when it is pressed once more', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.goto(relay.url);
  await hasStatus(page, 'Online');
  await goBy(page, 'Ann');
  const field = page.locator(partOf('field'));
  await field.focus();
  const inputMethod = await page.context().newCDPSession(page);
  await inputMethod.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  await inputMethod.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 13,
  });
  await inputMethod.send('Input.insertText', { text: '日本' });
  assert.equal(await field.inputValue(), '日本');
  assert.deepEqual(await conversation(page), [greeting]);
  await page.keyboard.press('Enter');
  await shows(page, [greeting, 'Ann: 日本']);
});
