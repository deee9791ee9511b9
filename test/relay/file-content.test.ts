import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Content, inspect } from '../../relay/src/files/content/inspect.ts';
import { newFolder } from '../support/folder.ts';
import { png } from '../support/uploads.ts';

async function contentOf(t: TestContext, bytes: Uint8Array): Promise<Content> {
  const path = join(await newFolder(t), 'file');
  await writeFile(path, bytes);
  return inspect(path);
}

const opaque = { type: 'application/octet-stream' };

/** The beginning of files of each type; what follows it does not matter here. */
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(4096)]);
const ftyp = (brand: string): Buffer => padded(ascii(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mp42`));

/** A JPEG of 300 × 200 pixels, as a camera stores it that was held upright or turned. */
function jpeg(orientation: number): Buffer {
  const exif = Buffer.alloc(34);
  exif.write('Exif\0\0II*\0', 0, 'latin1');
  exif.writeUInt32LE(8, 10);
  exif.writeUInt16LE(1, 14);
  exif.writeUInt16LE(0x0112, 16);
  exif.writeUInt16LE(3, 18);
  exif.writeUInt32LE(1, 20);
  exif.writeUInt16LE(orientation, 24);
  const segment = (marker: number, data: Buffer): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  };
  const frame = Buffer.from([8, 0, 200, 1, 44, 1, 1, 0x11, 0]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, exif),
    segment(0xc0, frame),
    Buffer.alloc(64),
  ]);
}

test('a picture has its type and its size, as browsers show it', async (t) => {
  assert.deepEqual(await contentOf(t, png({ width: 30, height: 20 })), {
    type: 'image/png',
    width: 30,
    height: 20,
  });
  const gif = padded(ascii('GIF89a\x2c\x01\xc8\0'));
  assert.deepEqual(await contentOf(t, gif), { type: 'image/gif', width: 300, height: 200 });
  assert.deepEqual(await contentOf(t, jpeg(1)), { type: 'image/jpeg', width: 300, height: 200 });
  // Turned by a quarter.
  assert.deepEqual(await contentOf(t, jpeg(6)), { type: 'image/jpeg', width: 200, height: 300 });
});

test('sounds and videos that browsers play have their types', async (t) => {
  for (const [type, bytes] of [
    ['video/mp4', ftyp('isom')],
    ['audio/mp4', ftyp('M4A ')],
    ['audio/mpeg', padded(Buffer.from([0xff, 0xfb, 0x90, 0x64]))],
    ['audio/wav', padded(ascii('RIFF\0\0\0\0WAVEfmt '))],
    ['audio/ogg', padded(Buffer.concat([ascii('OggS'), Buffer.alloc(24), ascii('OpusHead')]))],
    [
      'video/webm',
      padded(Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, 0x77, 0x65, 0x62, 0x6d])),
    ],
  ] as const)
    assert.deepEqual(await contentOf(t, bytes), { type }, type);
});

test('other types are known by name, and those that a browser could take for pictures or run are not', async (t) => {
  assert.deepEqual(await contentOf(t, ascii('%PDF-1.7\n')), { type: 'application/pdf' });
  assert.deepEqual(await contentOf(t, gzipSync('hello')), { type: 'application/gzip' });
  for (const bytes of [
    ascii('<!doctype html><script>alert(1)</script>'),
    ascii('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ascii('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    ascii('hello'),
    ascii('a'),
    padded(ascii('II*\0')),
    ftyp('heic'),
    ftyp('qt  '),
    padded(ascii('8BPS')),
  ])
    assert.deepEqual(await contentOf(t, bytes), opaque, bytes.subarray(0, 30).toString('latin1'));
});

test('a polyglot is what its first bytes are', async (t) => {
  // A picture to one program, and a script to another.
  const gif = padded(ascii('GIF89a/\0*\0*/=1;alert(1)//'));
  const { type } = await contentOf(t, gif);
  assert.equal(type, 'image/gif');
  const html = Buffer.concat([png(), ascii('<script>alert(1)</script>')]);
  assert.equal((await contentOf(t, html)).type, 'image/png');
  const page = Buffer.concat([ascii('<script>alert(1)</script>'), png()]);
  assert.deepEqual(await contentOf(t, page), opaque);
});

test('a picture that would take much memory is refused, whatever its bytes are', async (t) => {
  for (const size of [
    { width: 16_385, height: 1 },
    { width: 1, height: 16_385 },
    { width: 10_000, height: 5001 },
    { width: 0x7fff_ffff, height: 0x7fff_ffff },
  ])
    await assert.rejects(contentOf(t, png(size)), { code: 'file_refused' }, JSON.stringify(size));
  const { width } = await contentOf(t, png({ width: 16_384, height: 3000 }));
  assert.equal(width, 16_384);
});

test('a picture whose size cannot be read is never shown', async (t) => {
  for (const bytes of [
    png().subarray(0, 12),
    png({ width: 0, height: 5 }),
    padded(Buffer.from([0xff, 0xd8, 0xff])),
  ])
    assert.deepEqual(await contentOf(t, bytes), opaque);
});

test('an archive that would be huge is not unpacked', async (t) => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const before = process.memoryUsage().rss;
  assert.deepEqual(await contentOf(t, bomb), { type: 'application/gzip' });
  assert.ok(process.memoryUsage().rss - before < 32 * 1024 * 1024);
});

test('bytes that only begin like a JPEG take no time', async (t) => {
  const length = 512 * 1024;
  const begun = ascii('\xff\xd8\xff\xe0');
  const zeros = Buffer.alloc(length);
  const segments = Buffer.alloc(length, ascii('\0\x02\xff\xe0'));
  const before = process.cpuUsage();
  for (let count = 0; count < 5; count++)
    for (const rest of [zeros, segments])
      assert.deepEqual(await contentOf(t, Buffer.concat([begun, rest])), opaque);
  const { user } = process.cpuUsage(before);
  assert.ok(user < 300_000, `${user / 1000} ms`);
});
