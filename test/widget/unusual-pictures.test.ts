import { expect } from '@open-wc/testing';
import {
  ascii,
  avifWithMetadata,
  box,
  cameraName,
  choose,
  heicWithMetadata,
  isChosen,
  joined,
  photo,
  picture,
  placeName,
  plainGif,
  plainPng,
  webpWithMetadata,
} from './support/attachments.ts';
import { newRoom, openChat } from './support/chat.ts';
import { bitmapOf, colourAt, holds, sentOf } from './support/sent-picture.ts';
import { localRelayWithFiles } from './support/servers.ts';

/** An AVIF or HEIC with one more box at the end of its box `meta`. The places of its items stay right. */
function withinMeta(bytes: Uint8Array<ArrayBuffer>, added: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const meta = view.getUint32(0);
  const end = meta + view.getUint32(meta);
  view.setUint32(meta, end - meta + added.length);
  // In this picture, `iloc` names places within `mdat` after the size of `meta`.
  const found = ascii('iloc');
  const iloc = copy.findIndex((_, at) => found.every((letter, index) => copy[at + index] === letter));
  for (let item = 0; item < 3; item += 1) {
    const offset = iloc + 4 + 4 + 2 + 2 + item * 14 + 6;
    view.setUint32(offset, view.getUint32(offset) + added.length);
  }
  return joined(copy.slice(0, end), added, copy.slice(end));
}

/** Lets the browser decode each file as this picture, until the end of the test. */
function decodeAs(decode: () => Promise<ImageBitmap>): void {
  globalThis.createImageBitmap = decode;
}

describe('a picture of an unusual make', () => {
  const { createImageBitmap } = globalThis;

  afterEach(() => {
    globalThis.createImageBitmap = createImageBitmap;
  });

  it('has no camera and no place in it, if a JPEG has fill bytes before its markers', async () => {
    const bytes = await photo(80, 60);
    const filled = joined(bytes.slice(0, 2), [0xff, 0xff], bytes.slice(2));
    const sent = await sentOf(new File([filled], 'a.jpg', { type: 'image/jpeg' }));
    for (const text of [placeName, cameraName, 'xap']) expect(await holds(sent, text), text).to.be.false;
    const { width, height } = await bitmapOf(sent);
    expect([width, height]).to.deep.equal([60, 80]);
  });

  it('is sent without the video and the texts that a phone appends', async () => {
    const appended = joined(box('mpvd', ascii(cameraName)), ascii(placeName), [0xff, 0xd8, 0xff, 0xd9]);
    const pictures: [string, Uint8Array<ArrayBuffer>, number?][] = [
      ['jpeg', await photo(40, 30)],
      ['png', plainPng, plainPng.length],
      ['webp', webpWithMetadata()],
      ['gif', plainGif(), plainGif().length],
      ['heic', heicWithMetadata(), heicWithMetadata().length],
      ['avif', avifWithMetadata(), avifWithMetadata().length],
    ];
    for (const [kind, bytes, size] of pictures) {
      const file = new File([bytes, appended], `a.${kind}`, { type: `image/${kind}` });
      const sent = await sentOf(file);
      expect(sent.name).to.equal(`a.${kind}`);
      for (const text of [placeName, cameraName, 'mpvd'])
        expect(await holds(sent, text), `${text} in ${kind}`).to.be.false;
      if (size !== undefined) expect(sent.size, kind).to.equal(size);
    }
  });

  it('is sent as far as it goes if its end is missing', async () => {
    const jpeg = (await picture('image/jpeg', 200, 200)).slice(0, -200);
    const pictures: [string, Uint8Array<ArrayBuffer>][] = [
      ['jpeg', jpeg],
      ['png', plainPng.slice(0, -16)],
      ['gif', plainGif().slice(0, -4)],
    ];
    for (const [kind, bytes] of pictures) {
      const sent = await sentOf(new File([bytes], `a.${kind}`, { type: `image/${kind}` }));
      expect(sent.name).to.equal(`a.${kind}`);
    }
  });

  it('is drawn anew if its parts cannot be read to the end of the picture', async () => {
    const bytes = await photo(80, 60);
    const scan = bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xda);
    // Decoders pass over what is between two segments.
    const broken = joined(bytes.slice(0, scan), [0, 0, 0], bytes.slice(scan));
    const sent = await sentOf(new File([broken], 'a.jpg', { type: 'image/jpeg' }));
    const { width, height } = await bitmapOf(sent);
    expect([width, height]).to.deep.equal([60, 80]);
    expect(await colourAt(sent, 0.5, 0.1)).to.equal('red');
    for (const text of [placeName, cameraName]) expect(await holds(sent, text), text).to.be.false;
  });

  it('has no texts in boxes that are no part of an AVIF or HEIC picture', async () => {
    for (const name of ['xml ', 'bxml', 'free', 'skip', 'what']) {
      const sent = await sentOf(
        new File([withinMeta(heicWithMetadata(), box(name, ascii(placeName)))], 'a.heic', {
          type: 'image/heic',
        }),
      );
      expect(await holds(sent, placeName), name).to.be.false;
      expect(await holds(sent, 'hvc1'), name).to.be.true;
    }
  });

  it('is scaled down if it is a HEIC that the browser can show, also if that takes more bytes', async () => {
    const wide = await picture('image/png', 3000, 1500);
    decodeAs(() => createImageBitmap(new Blob([wide])));
    const sent = await sentOf(new File([heicWithMetadata()], 'IMG_4.heic', { type: 'image/heic' }));
    expect([sent.name, sent.type]).to.deep.equal(['IMG_4.jpg', 'image/jpeg']);
    const { width, height } = await createImageBitmap(sent);
    expect([width, height]).to.deep.equal([2560, 1280]);
  });

  it('takes no memory any more if it cannot be sent', async () => {
    const bitmap = await bitmapOf(new Blob([await picture('image/png', 40, 30)]));
    decodeAs(async () => bitmap);
    const broken = joined(
      box('ftyp', ascii('avis\0\0\0\0')),
      box('meta', [0, 0, 0, 0, 0, 0, 0, 99, ...ascii('iinf')]),
      box('moov', []),
    );
    const chat = await openChat({ 'relay-url': await localRelayWithFiles(), room: newRoom() });
    await choose(chat, new File([broken], 'a.avif', { type: 'image/avif' }));
    await isChosen(chat, ['a.avif'], 'failed');
    expect(bitmap.width).to.equal(0);
  });
});
