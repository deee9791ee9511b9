import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilTrue } from '../support/until.ts';
import { blobsIn, hashOf, newRelayWithFiles, sayWithFile } from '../support/uploads.ts';
import { newMember, speaksProtocol } from '../support/wire-client.ts';

test('retention takes the files of the messages with it, within seconds', async (t) => {
  const { url, folder } = await newRelayWithFiles(t, { keepMessages: 2 });
  const ann = await newMember(t, url, 'Ann', { auth: { ...speaksProtocol, files: true } });
  const sent: Buffer[] = [];
  for (let count = 0; count < 4; count++) sent.push(await sayWithFile(url, ann));
  const kept = sent.slice(2).map(hashOf).toSorted();
  // The sweep of all files comes only after an hour.
  await untilTrue('the removal', async () => (await blobsIn(folder)).length <= kept.length);
  assert.deepEqual(await blobsIn(folder), kept);
});
