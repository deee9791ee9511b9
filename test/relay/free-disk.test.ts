import assert from 'node:assert/strict';
import { statfs } from 'node:fs/promises';
import { test } from 'node:test';
import { FreeDisk } from '../../relay/src/files/free-disk.ts';
import { newFolder } from '../support/folder.ts';

test('files that arrive at once do not fill the disk together', async (t) => {
  const folder = await newFolder(t);
  const { bavail, bsize } = await statfs(folder);
  const lines: object[] = [];
  const most = bavail * bsize * 0.6;
  const disk = new FreeDisk(folder, { warn: (details) => void lines.push(details) });
  let finish = (): void => {};
  const arriving = new Promise<void>((begun) => {
    void disk.write(most, () => {
      begun();
      return new Promise((resolve) => (finish = resolve));
    });
  });
  await arriving;
  await assert.rejects(
    disk.write(most, async () => {}),
    { code: 'storage_full' },
  );
  await assert.rejects(disk.assertHas(most), { code: 'storage_full' });
  const line = { code: 'files_full', reason: 'the disk of the relay is full' };
  assert.deepEqual(lines, [line, line]);
  finish();
  await new Promise(setImmediate);
  await disk.write(most, async () => {});
});
