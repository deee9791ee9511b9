import type { Emoji, EmojiSet } from './emoji-data.js';

/**
 * The emoji that this system's font can draw. Fonts are years behind the standard; what they lack would be shown as
 * empty boxes, or as two or three emoji in place of one.
 */
export function drawableEmoji({ emoji }: EmojiSet): Emoji[] {
  const versions = [...new Set(emoji.map(({ version }) => version))].sort((one, other) => other - one);
  const draw = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const newest = draw && versions.find((version) => canDraw(draw, emoji, version));
  // Where not even the oldest seems to be, the browser does not let its canvas be read.
  return newest ? emoji.filter(({ version }) => version <= newest) : emoji;
}

/** Fonts gain a version as a whole, so its first emoji stands for all. */
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
  // An emoji has colours of its own; what stands for a missing one takes that of the text.
  const isColored = black?.some(Boolean) && black.every((value, at) => value === white?.[at]);
  const [{ width }, { width: usual }] = [draw.measureText(sample), draw.measureText('😀')];
  return Boolean(isColored) && width < 1.5 * usual;
}
