import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { goBy, greeting, say, shows } from './support/chat.ts';
import { newPage } from './support/people.ts';
import { newRelay } from './support/servers.ts';
import { newProxyWithoutWebSockets } from './support/without-websockets.ts';

async function talk(ann: Page, ben: Page): Promise<void> {
  await shows(ann, [greeting]);
  await shows(ben, [greeting]);
  await goBy(ann, 'Ann');
  await goBy(ben, 'Ben');
  await say(ann, 'by polling');
  await shows(ben, [greeting, 'Ann: by polling']);
  await say(ben, 'and back');
  await shows(ann, [greeting, 'Ann: by polling', 'Ben: and back']);
}

test('a person behind a proxy that refuses WebSockets takes part all the same', async (t) => {
  const relay = await newRelay(t);
  const ann = await newPage(t);
  const ben = await newPage(t);
  await ann.goto(await newProxyWithoutWebSockets(t, relay.url));
  await ben.goto(relay.url);
  await talk(ann, ben);
});

test('a person whose WebSockets open and come to nothing takes part all the same', async (t) => {
  const relay = await newRelay(t);
  const ann = await newPage(t);
  const ben = await newPage(t);
  await ann.routeWebSocket(/socket\.io/, () => {});
  await ann.goto(relay.url);
  await ben.goto(relay.url);
  await talk(ann, ben);
});
