import type { Words } from '../../i18n/words.js';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** The size of a file, such as `2.4 MB`, in the words of the reader's language. */
export function fileSize(bytes: number, { language }: Words): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power],
    // The short form of bytes has no plural.
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}
