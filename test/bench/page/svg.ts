// Draws bars and lines. The colours follow the reader's scheme, and every value is a text too.
import type { Bars, Lines, Picture } from '../bench.ts';

const width = 720;
const left = 200;
const right = 130;
const palette = ['ours', 'one', 'two', 'three', 'four'];

const style = `<style>
  text { font: 14px system-ui, sans-serif; fill: var(--ink) }
  .title { font-weight: 600; font-size: 16px }
  .faint { fill: var(--faint) }
  svg { --ground: #fff; --ink: #1a1a1e; --faint: #5d5d66; --line: #d9d9de; --ours: #2f5bd8; --peer: #9aa0ab;
    --one: #b4540a; --two: #23804a; --three: #9338a8; --four: #6b7280 }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #17171a; --ink: #f0f0f3; --faint: #a6a6b0; --line: #3a3a41; --ours: #86a5ff; --peer: #6d7380;
      --one: #f0a35e; --two: #6fcf97; --three: #d79be6; --four: #a6acb8 }
  }
</style>`;

export function drawn(picture: Picture): string {
  return picture.kind === 'bars' ? drawnBars(picture) : drawnLines(picture);
}

function drawnBars({ title, unit, bars }: Bars): string {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const room = width - left - right;
  const rows = bars.map(({ label, value, isOurs }, index) => {
    const y = 56 + index * 34;
    const length = Math.max(1, (value / most) * room);
    return [
      `<text x="${left - 12}" y="${y + 17}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="24" rx="3" fill="var(--${isOurs ? 'ours' : 'peer'})"/>`,
      `<text x="${(left + length + 8).toFixed(1)}" y="${y + 17}">${short(value)} ${escaped(unit)}</text>`,
    ].join('');
  });
  return framed(title, 56 + bars.length * 34 + 16, rows);
}

function drawnLines({ title, x, y, lines }: Lines): string {
  const points = lines.flatMap((line) => line.points).filter((point) => point.x > 0 && point.y > 0);
  const across = decades(points.map((point) => point.x));
  const up = decades(points.map((point) => point.y));
  const [top, bottom, start, end] = [72, 330, 90, width - 210];
  const atX = (value: number): number => start + (end - start) * partOf(across, value);
  const atY = (value: number): number => bottom - (bottom - top) * partOf(up, value);
  const parts = [
    ...up.map(
      (value) =>
        `<path d="M${start} ${atY(value).toFixed(1)}H${end}" stroke="var(--line)"/><text class="faint" x="${start - 8}" y="${(atY(value) + 5).toFixed(1)}" text-anchor="end">${short(value)}</text>`,
    ),
    ...across.map(
      (value) =>
        `<path d="M${atX(value).toFixed(1)} ${top}V${bottom}" stroke="var(--line)"/><text class="faint" x="${atX(value).toFixed(1)}" y="${bottom + 20}" text-anchor="middle">${short(value)}</text>`,
    ),
    `<text class="faint" x="${start - 8}" y="${top - 16}">${escaped(y)}</text>`,
    `<text class="faint" x="${end}" y="${bottom + 42}" text-anchor="end">${escaped(x)}</text>`,
  ];
  const ends = lines.map((line) => atY(line.points.at(-1)?.y ?? 1));
  const labels = apart(ends, 18);
  for (const [index, { label, points: path }] of lines.entries()) {
    const colour = `var(--${palette[index % palette.length] ?? 'ours'})`;
    const places = path.filter((point) => point.x > 0 && point.y > 0);
    const corners = places.map((point) => `${atX(point.x).toFixed(1)},${atY(point.y).toFixed(1)}`);
    parts.push(
      `<polyline points="${corners.join(' ')}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"/>`,
      ...places.map(
        (point) =>
          `<circle cx="${atX(point.x).toFixed(1)}" cy="${atY(point.y).toFixed(1)}" r="4" fill="${colour}"><title>${escaped(label)}: ${short(point.x)}, ${short(point.y)}</title></circle>`,
      ),
      `<text x="${end + 10}" y="${((labels[index] ?? 0) + 5).toFixed(1)}" style="fill:${colour}">${escaped(label)}</text>`,
    );
  }
  return framed(title, bottom + 60, parts);
}

function framed(title: string, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    style,
    `<rect width="${width}" height="${height}" rx="8" fill="var(--ground)"/>`,
    `<text class="title" x="20" y="32">${escaped(title)}</text>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** The powers of ten around all values, at least two of them. */
function decades(values: readonly number[]): number[] {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

function partOf(marks: readonly number[], value: number): number {
  const [first, last] = [Math.log10(marks[0] ?? 1), Math.log10(marks.at(-1) ?? 10)];
  return (Math.log10(value) - first) / (last - first);
}

/** Moves heights apart, so that texts at them do not overlap. */
function apart(heights: readonly number[], distance: number): number[] {
  const moved = [...heights];
  const order = heights
    .map((_, index) => index)
    .sort((one, other) => (heights[one] ?? 0) - (heights[other] ?? 0));
  let lowest = -Infinity;
  for (const index of order) {
    lowest = Math.max(heights[index] ?? 0, lowest + distance);
    moved[index] = lowest;
  }
  return moved;
}

function short(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  if (value >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
