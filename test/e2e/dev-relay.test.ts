import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { newPage } from './support/people.ts';

const script = join(import.meta.dirname, '../../demo/dev/relay.mjs');

/** The relay of `npm run dev`, without the part that builds. */
async function newDevRelay(t: TestContext, data: string, port = 0) {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', RELAY_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const [url = ''] = /http:\S+/.exec(line) ?? [];
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { url, port: Number(new URL(url).port), stop };
}

test('people have talked in the room for developers, and its pages reload after a restart of the relay', async (t) => {
  const data = join(await newFolder(t), 'data');
  const relay = await newDevRelay(t, data);
  const page = await newPage(t);
  await page.goto(relay.url);
  const inLobby = page.locator('#lobby [part~="message"]');
  await inLobby.filter({ hasText: 'The new site is live' }).waitFor();
  await page.locator('#lobby [part~="reaction"]').first().waitFor();

  const reloaded = page.waitForEvent('load');
  await relay.stop();
  const again = await newDevRelay(t, data, relay.port);
  await reloaded;
  await inLobby.filter({ hasText: 'The new site is live' }).waitFor();
  assert.equal(await inLobby.filter({ hasText: 'The new site is live' }).count(), 1);
  await again.stop();
});
