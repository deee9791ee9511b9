import { crc32, deflateSync } from 'node:zlib';
import type { PNG } from 'pngjs';

const mostColours = 128;
/** How many of the most frequent stay as they are. */
const mostGrounds = 16;

/**
 * A picture as a PNG file of at most 128 colours, which pngjs cannot write: a third of the bytes. Grounds stay as they
 * are; of the shades at the edges of letters those that are much alike become one.
 */
export function smallPng({ width, height, data }: PNG): Buffer {
  const pixels = Array.from({ length: width * height }, (_, pixel) => data.readUIntBE(pixel * 4, 3));
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const colours = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const { palette, places } = reduced(colours);
  const rows = Buffer.alloc((width + 1) * height);
  // Each row begins with a byte that says how it is filtered: not at all.
  pixels.forEach((colour, pixel) => {
    rows[pixel + Math.floor(pixel / width) + 1] = places.get(colour) ?? 0;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, each the place of a colour.
  header.set([8, 3], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function channels(colour: number): number[] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

/** The fewest colours of these, the most frequent first, from which all are as little away as can be. */
function reduced(colours: readonly number[]): { palette: number[]; places: Map<number, number> } {
  for (let tolerated = 0; ; tolerated += 2) {
    const palette: number[] = [];
    const places = new Map<number, number>();
    for (const colour of colours) {
      const near = palette.findIndex((each) => distance(each, colour) <= tolerated);
      const isKept = near === -1 || palette.length < mostGrounds;
      places.set(colour, isKept ? palette.push(colour) - 1 : near);
    }
    if (palette.length <= mostColours) return { palette, places };
  }
}

function distance(one: number, other: number): number {
  const wanted = channels(other);
  return Math.hypot(...channels(one).map((value, channel) => value - (wanted[channel] ?? 0)));
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
