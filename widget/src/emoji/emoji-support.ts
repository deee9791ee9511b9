import type { Emoji, EmojiSet } from './emoji-data.js';

/**
 * The emoji that this system's font can draw. Fonts are years behind the standard. A missing emoji would be shown as an empty
 * box, or as two or three emoji in place of one.
 */
export function drawableEmoji({ emoji }: EmojiSet): Emoji[] {
  const versions = [...new Set(emoji.map(({ version }) => version))].sort((one, other) => other - one);
  const draw = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const newest = draw && versions.find((version) => canDraw(draw, emoji, version));
  // If not even the oldest version seems to work, the browser blocks reading from a canvas.
  return newest ? emoji.filter(({ version }) => version <= newest) : emoji;
}

/** A font adds a version as a whole, so the first emoji of a version represents all of it. */
function canDraw(draw: CanvasRenderingContext2D, emoji: Emoji[], version: number): boolean {
  const sample = emoji.find((each) => each.version === version)?.emoji ?? '';
  const [black, white] = ['#000', '#fff'].map((color) => {
    draw.canvas.width = draw.canvas.height = 16;
    draw.textBaseline = 'top';
    draw.font = '12px sans-serif';
    draw.fillStyle = color;
    draw.fillText(sample, 0, 0);
    return draw.getImageData(0, 0, 16, 16).data;
  });
  // An emoji has its own colours; the replacement of a missing one has the text colour.
  const isColored = black?.some(Boolean) && black.every((value, at) => value === white?.[at]);
  const [{ width }, { width: usual }] = [draw.measureText(sample), draw.measureText('😀')];
  return Boolean(isColored) && width < 1.5 * usual;
}
