import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileSize } from '../../widget/src/timeline/files/file-size.ts';

test('the size of a file is in the largest unit of which there is at least one, with two digits or more', () => {
  const sizes = [0, 1, 999, 1000, 2400, 24_400, 999_499, 999_999, 2_440_000, 24_400_000, 3e12];
  assert.deepEqual(
    sizes.map((bytes) => fileSize(bytes, 'en')),
    '0 bytes|1 byte|999 bytes|1 kB|2.4 kB|24 kB|999 kB|1 MB|2.4 MB|24 MB|3,000 GB'.split('|'),
  );
});

test('the size of a file is written as in the language of the reader', () => {
  assert.equal(fileSize(2_440_000, 'de'), '2,4 MB');
});
