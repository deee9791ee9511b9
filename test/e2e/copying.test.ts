import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goBy, hasStatus, isSent, openMenuByKey, partOf, say } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';

test('Copy fills the clipboard on a page that has no clipboard API, as on plain http', async (t) => {
  const relay = await newRelay(t);
  const page = await newPage(t);
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'clipboard'));
  await page.goto(relay.url);
  await hasStatus(page, 'Online');
  await goBy(page, 'Ann');
  await say(page, 'some **bold** words');
  await isSent(page, 'some bold words');
  await openMenuByKey(page, 'some bold words');
  await page.getByRole('menuitem', { name: 'Copy', exact: true }).click();
  await page.locator(partOf('field')).focus();
  await page.keyboard.press('Control+V');
  await eventually(async () =>
    assert.equal(await page.locator(partOf('field')).inputValue(), 'some **bold** words'),
  );
});
