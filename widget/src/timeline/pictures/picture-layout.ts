/** In CSS pixels: the largest size of a single picture, and the smallest side of its place. */
const maxWidth = 384;
const maxHeight = 360;
const minSide = 72;
/** A single picture is cut beyond these proportions, of width to height. */
const minRatio = 0.5;
const maxRatio = 2.5;
/** The proportions of a picture whose size nobody knows. */
const unknownSize = { width: 320, height: 240 };

interface Size {
  width?: number | undefined;
  height?: number | undefined;
}

/** The place of a single picture or video, known before it is loaded. */
interface Place {
  /** In CSS pixels; less in a narrow chat. */
  width: number;
  /** Of width to height. */
  ratio: number;
  /** Whether the picture is smaller than its place, and is not enlarged. */
  isSmall: boolean;
}

export function placeOf({ width, height }: Size): Place {
  const real = width && height ? { width, height } : unknownSize;
  const ratio = Math.min(maxRatio, Math.max(minRatio, real.width / real.height));
  const fitting = Math.min(real.width, maxWidth, maxHeight * ratio, real.height * ratio);
  const shown = Math.round(Math.max(fitting, minSide, minSide * ratio));
  return { width: shown, ratio, isSmall: real.width < shown || real.height * ratio < shown };
}

/** How many pictures stand in each row of a grid. */
export function rowsOf(count: number): number[] {
  if (count === 3) return [1, 2];
  const rows = Math.ceil(count / 3);
  const pairs = rows * 3 - count;
  return Array.from({ length: rows }, (_, row) => (row < pairs ? 2 : 3));
}
