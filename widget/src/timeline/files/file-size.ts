const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** The size of a file in a language, such as `2.4 MB`: in the largest unit of which there is at least one. */
export function fileSize(bytes: number, language: string): string {
  let power = 0;
  // As it is written: 999,999 bytes are 1 MB, and not 1,000 kB.
  while (power < units.length - 1 && Math.round(bytes / 1000 ** power) >= 1000) power += 1;
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power],
    // The short form of bytes has no plural.
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}
