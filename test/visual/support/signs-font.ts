// A font of plain shapes for the signs that no text font has: each machine would draw them by a font of its own.

/** In thousandths of the font's size. */
interface Shape {
  width: number;
  /** Closed lines, each as points from left to right and from the base line up. */
  lines: [x: number, y: number][][];
}

const square = (x: number, y: number, size: number): [number, number][] => [
  [x, y],
  [x, y + size],
  [x + size, y + size],
  [x + size, y],
];

const tick: Shape = {
  width: 900,
  // prettier-ignore
  lines: [[[80, 360], [160, 440], [350, 250], [740, 640], [820, 560], [350, 90]]],
};

const cross: Shape = {
  width: 800,
  // prettier-ignore
  lines: [[
    [100, 570], [180, 650], [400, 430], [620, 650], [700, 570], [480, 350],
    [700, 130], [620, 50], [400, 270], [180, 50], [100, 130], [320, 350],
  ]],
};

const dots: Shape = { width: 1000, lines: [150, 440, 730].map((x) => square(x, 300, 120)) };

/** As wide as emoji are. */
const disc: Shape = {
  width: 1250,
  lines: [
    Array.from({ length: 24 }, (_, corner): [number, number] => {
      const angle = (-corner / 24) * 2 * Math.PI;
      return [Math.round(625 + 480 * Math.cos(angle)), Math.round(350 + 480 * Math.sin(angle))];
    }),
  ],
};

const nothing: Shape = { width: 0, lines: [] };

const shapes = [nothing, tick, cross, dots, disc];

const shapeOf: Record<string, Shape> = {
  '✓': tick,
  '✕': cross,
  '⋯': dots,
  '\uFE0F': nothing,
  ...Object.fromEntries(['👍', '❤', '😂', '😮', '😢', '🎉', '💬'].map((emoji) => [emoji, disc])),
};

/** What the font has, as `unicode-range` wants it. */
export const signsRange = Object.keys(shapeOf)
  .map((sign) => `U+${codeOf(sign).toString(16)}`)
  .join(', ');

/** The font file. What its parts mean is in https://learn.microsoft.com/typography/opentype/spec/otff */
export function signsFont(): Buffer {
  const glyphs = shapes.map(glyph);
  const ends = glyphs.map((_, index) => Buffer.concat(glyphs.slice(0, index + 1)).length);
  const tables: Record<string, Buffer> = {
    'OS/2': Buffer.concat([
      u16(4, 500, 400, 5, 0),
      Buffer.alloc(58),
      u16(800, -200, 0, 800, 200),
      Buffer.alloc(18),
    ]),
    cmap: characterMap(),
    glyf: Buffer.concat(glyphs),
    head: Buffer.concat([
      u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
      u16(0, 1000),
      Buffer.alloc(16),
      u16(0, -200, 1250, 900, 0, 8, 2, 1, 0),
    ]),
    hhea: Buffer.concat([
      u32(0x10000),
      u16(800, -200, 0, 1250, 0, 0, 1250, 1),
      Buffer.alloc(14),
      u16(shapes.length),
    ]),
    hmtx: Buffer.concat(shapes.map(({ width }) => u16(width, 0))),
    loca: u32(0, ...ends),
    maxp: Buffer.concat([u32(0x10000), u16(shapes.length, 24, 3, 0, 0, 1), Buffer.alloc(16)]),
    name: u16(0, 0, 6),
    post: Buffer.concat([u32(0x30000), Buffer.alloc(28)]),
  };
  const names = Object.keys(tables);
  const header = [u32(0x10000), u16(names.length, 128, 3, names.length * 16 - 128)];
  const bodies: Buffer[] = [];
  let offset = 12 + names.length * 16;
  for (const [name, table] of Object.entries(tables)) {
    header.push(Buffer.from(name), u32(0, offset, table.length));
    const body = padded(table);
    bodies.push(body);
    offset += body.length;
  }
  return Buffer.concat([...header, ...bodies]);
}

function glyph({ lines }: Shape): Buffer {
  const points = lines.flat();
  if (points.length === 0) return Buffer.alloc(0);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const steps = (values: number[]): number[] =>
    values.map((value, index) => value - (values[index - 1] ?? 0));
  return padded(
    Buffer.concat([
      u16(lines.length, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)),
      u16(...lines.map((_, index) => lines.slice(0, index + 1).flat().length - 1), 0),
      // All points are on the line.
      Buffer.alloc(points.length, 1),
      u16(...steps(xs), ...steps(ys)),
    ]),
  );
}

function characterMap(): Buffer {
  const groups = Object.entries(shapeOf)
    .map(([sign, shape]) => [codeOf(sign), shapes.indexOf(shape)] as const)
    .sort(([a], [b]) => a - b)
    .map(([code, index]) => u32(code, code, index));
  const map = Buffer.concat([u16(12, 0), u32(16 + groups.length * 12, 0, groups.length), ...groups]);
  return Buffer.concat([u16(0, 1, 3, 10), u32(12), map]);
}

function codeOf(sign: string): number {
  return sign.codePointAt(0) ?? 0;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

function u16(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2);
  numbers.forEach((number, index) => bytes.writeUInt16BE(number & 0xffff, index * 2));
  return bytes;
}

function u32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, index) => bytes.writeUInt32BE(number, index * 4));
  return bytes;
}
