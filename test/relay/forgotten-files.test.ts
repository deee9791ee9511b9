import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { FolderBlobs } from '../../relay/src/files/blobs/folder-blobs.ts';
import { FileRecords } from '../../relay/src/files/file-records.ts';
import { newRelay } from '../support/relay.ts';
import { untilTrue } from '../support/until.ts';
import { blobsIn, hashOf, newRelayWithFiles, sayWithFile } from '../support/uploads.ts';
import { newMember, speaksProtocol } from '../support/wire-client.ts';
import { addFile, newFilesFolder, newFileStore } from './file-store.ts';

test('a relay that was started with other data removes none of the files that it does not know', async (t) => {
  const { data } = await newFilesFolder(t, [{}]);
  const files = join(data, 'files');
  const blobs = new FolderBlobs(files);
  const [known = ''] = await blobsIn(files);
  // Another relay on the same folder was killed while it removed a file.
  const other = await newFileStore(t);
  const id = await addFile(new FileRecords(other.log, blobs), blobs, files, 'a dog');
  await new FileRecords(other.log).remove(id);
  await other.log.close();
  assert.equal((await blobsIn(files)).length, 2);
  const relay = await newRelay(t, { data: other.data, files });
  // It ends the removal in the last step of its sweep.
  await untilTrue('the sweep', async () => (await blobsIn(files)).length < 2);
  await relay.close();
  assert.deepEqual(await blobsIn(files), [known]);
});

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
