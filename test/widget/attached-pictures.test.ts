import { expect } from '@open-wc/testing';
import {
  ascii,
  avifWithMetadata,
  box,
  cameraName,
  choose,
  chunk,
  gifWithMetadata,
  heicWithMetadata,
  isChosen,
  joined,
  movingWebp,
  photo,
  placeName,
  plainGif,
  plainPng,
  pngWithTexts,
  rowOf,
  segment,
  webpWithMetadata,
} from './support/attachments.ts';
import { newRoom, openChat } from './support/chat.ts';
import { eventually } from './support/eventually.ts';
import { bitmapOf, colourAt, holds, sentOf } from './support/sent-picture.ts';
import { localRelayWithFiles } from './support/servers.ts';
import { part } from './support/view.ts';

/** A PNG that says that it moves, with texts of as many bytes as asked for. */
function movingPng(size: number): Uint8Array<ArrayBuffer> {
  const header = 8 + 25;
  const texts = chunk('tEXt', `Comment\0${placeName}${'x'.repeat(size)}`);
  const frames = chunk('acTL', '\0\0\0\x01\0\0\0\0');
  return joined(plainPng.slice(0, header), frames, texts, plainPng.slice(header));
}

describe('a picture that leaves the browser', () => {
  it('has no camera and no place in it, and stands upright', async () => {
    const original = new File([await photo(80, 60)], 'IMG_1.jpg', { type: 'image/jpeg' });
    expect(await holds(original, placeName)).to.be.true;
    expect(await holds(original, cameraName)).to.be.true;
    const sent = await sentOf(original);
    expect(sent.name).to.equal('IMG_1.jpg');
    for (const text of [placeName, cameraName, 'xap']) expect(await holds(sent, text), text).to.be.false;
    const { width, height } = await bitmapOf(sent);
    expect([width, height]).to.deep.equal([60, 80]);
    expect(await colourAt(sent, 0.5, 0.1)).to.equal('red');
    expect(await colourAt(sent, 0.5, 0.9)).to.equal('blue');
    expect(await holds(sent, 'Exif')).to.be.true;
  });

  it('keeps all its scans, its profile and its kind of colours, if it is a JPEG', async () => {
    const about = [
      segment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0${placeName}`)),
      segment(0xe2, ascii(`MPF\0${placeName}`)),
      segment(0xed, ascii(`Photoshop 3.0\0${placeName}`)),
      segment(0xfe, ascii(placeName)),
    ].flat();
    const jfif = segment(0xe0, [...ascii('JFIF\0'), 1, 2, 0, 0, 1, 0, 1, 0, 0]);
    const profile = segment(0xe2, [...ascii('ICC_PROFILE\0'), 1, 1, 7, 7]);
    const adobe = segment(0xee, [...ascii('Adobe'), 0, 100, 0, 0, 0, 0, 0]);
    // The relay reads the size of the picture.
    const frame = segment(0xc2, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    const tables = [segment(0xdb, [1]), frame, segment(0xdd, [0, 1]), segment(0xc4, [3])].flat();
    // In the data of a scan, 0xff is followed by a zero, or by the number of a restart.
    const scan = (data: number): number[] => segment(0xda, [1]).concat(data, 0xff, 0, data, 0xff, 0xd0, data);
    const pixels = [...tables, ...scan(8), ...segment(0xc4, [4]), ...scan(9)];
    const start = [0xff, 0xd8];
    const end = [0xff, 0xd9];
    const original = joined(start, jfif, about, profile, adobe, pixels, about, end, ascii(placeName));
    const sent = await sentOf(new File([original], 'a.jpg', { type: 'image/jpeg' }));
    const plain = joined(start, jfif, profile, adobe, pixels, end);
    expect([...new Uint8Array(await sent.arrayBuffer())]).to.deep.equal([...plain]);
  });

  it('is the same to the bit, if it is a PNG, without its texts', async () => {
    const sent = await sentOf(new File([pngWithTexts()], 'shot.png', { type: 'image/png' }));
    expect([...new Uint8Array(await sent.arrayBuffer())]).to.deep.equal([...plainPng]);
  });

  it('has no EXIF and XMP, if it is a WebP', async () => {
    const sent = await sentOf(new File([webpWithMetadata()], 'a.webp', { type: 'image/webp' }));
    for (const text of [placeName, cameraName, 'EXIF', 'XMP '])
      expect(await holds(sent, text), text).to.be.false;
    expect(await holds(sent, 'VP8L')).to.be.true;
    const bytes = new Uint8Array(await sent.arrayBuffer());
    expect(bytes[20]).to.equal(0);
    expect(new DataView(bytes.buffer).getUint32(4, true)).to.equal(bytes.length - 8);
  });

  it('has no EXIF and XMP, if it is an AVIF, and stays one of the same size', async () => {
    const original = new File([avifWithMetadata()], 'a.avif', { type: 'image/avif' });
    for (const text of [placeName, cameraName]) expect(await holds(original, text)).to.be.true;
    const sent = await sentOf(original);
    expect([sent.name, sent.type, sent.size]).to.deep.equal(['a.avif', 'image/avif', original.size]);
    for (const text of [placeName, cameraName]) expect(await holds(sent, text), text).to.be.false;
    const isShown = await bitmapOf(original).catch(() => undefined);
    if (isShown) expect(await colourAt(sent, 0.5, 0.5)).to.equal('red');
  });

  it('has no EXIF and XMP, if it is a HEIC, also where the browser cannot show it', async () => {
    const original = new File([heicWithMetadata()], 'IMG_2.heic', { type: 'image/heic' });
    const sent = await sentOf(original);
    expect(sent.name).to.equal('IMG_2.heic');
    for (const text of [placeName, cameraName]) expect(await holds(sent, text), text).to.be.false;
    expect(sent.size).to.equal(original.size);
    expect(await holds(sent, 'hvc1')).to.be.true;
  });

  it('is not sent if its metadata cannot be found, and says why', async () => {
    const url = await localRelayWithFiles();
    const chat = await openChat({ 'relay-url': url, room: newRoom() });
    const damaged = heicWithMetadata().slice(0, -20);
    await choose(chat, new File([damaged], 'IMG_3.heic', { type: 'image/heic' }));
    await isChosen(chat, ['IMG_3.heic'], 'failed');
    expect(rowOf(chat, 'IMG_3.heic')).to.contain.text('The location in this picture cannot be removed.');
  });

  it('has no comments and XMP, if it is a GIF, and still moves', async () => {
    const sent = await sentOf(new File([gifWithMetadata()], 'a.gif', { type: 'image/gif' }));
    expect([...new Uint8Array(await sent.arrayBuffer())]).to.deep.equal([...plainGif()]);
    await bitmapOf(sent);
  });

  it('still moves if it is large, and is not offered scaled down', async () => {
    const large = 4 * 1024 * 1024 + 1;
    const avif = joined(
      avifWithMetadata(),
      box('moov', box('udta', ascii(placeName))),
      box('free', new Uint8Array(large)),
    );
    const pictures: [string, Uint8Array<ArrayBuffer>, string][] = [
      ['gif', gifWithMetadata('x'.repeat(large)), 'NETSCAPE2.0'],
      ['webp', movingWebp(large), 'ANMF'],
      ['avif', avif, 'moov'],
      ['png', movingPng(large), 'acTL'],
    ];
    for (const [kind, bytes, movement] of pictures) {
      const type = `image/${kind}`;
      const sent = await sentOf(new File([bytes], `large.${kind}`, { type }), async (chat) => {
        expect(chat.shadowRoot?.querySelector('.scale')).not.to.exist;
      });
      expect([sent.name, sent.type]).to.deep.equal([`large.${kind}`, type]);
      expect(await holds(sent, movement), movement).to.be.true;
      expect(await holds(sent, placeName)).to.be.false;
    }
  });

  it('is known by its bytes, whatever its name and type are', async () => {
    const sent = await sentOf(new File([await photo(40, 30)], 'notes.txt', { type: 'text/plain' }));
    expect(await holds(sent, placeName)).to.be.false;
  });

  it('is scaled down if it is large, and upright then', async () => {
    const sent = await sentOf(new File([await photo(3000, 1500)], 'wide.jpg', { type: 'image/jpeg' }));
    const { width, height } = await bitmapOf(sent);
    expect([width, height]).to.deep.equal([1280, 2560]);
    expect(sent.type).to.equal('image/jpeg');
    expect(await colourAt(sent, 0.5, 0.1)).to.equal('red');
    expect(await holds(sent, 'Exif')).to.be.false;
  });

  it('is not scaled down if the person wants it as it is', async () => {
    const sent = await sentOf(
      new File([await photo(3000, 1500)], 'wide.jpg', { type: 'image/jpeg' }),
      async (chat) => {
        const box = chat.shadowRoot?.querySelector<HTMLInputElement>('.scale input');
        expect(box?.checked).to.be.true;
        expect(box?.closest('label')).to.have.trimmed.text('Scale large pictures down');
        box?.click();
        await eventually(() => expect(part(chat, 'attachment').dataset.state).to.equal('uploading'));
        await eventually(() => expect(part(chat, 'attachment').dataset.state).to.equal('ready'));
      },
    );
    const { width, height } = await bitmapOf(sent);
    expect([width, height]).to.deep.equal([1500, 3000]);
    expect(await holds(sent, placeName)).to.be.false;
  });
});
