/** How many bytes go out at once, in one answer or frame, beside the little that comes with these. */
export const maxPayloadBytes = 512 * 1024;

/** How many bytes something makes as JSON. */
export function payloadSize(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Cuts what comes in order into pieces of which each may go out at once; whatever is too heavy alone is one, too. */
export function chunkBySize<T extends object>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  const pieces: T[][] = [];
  let left = 0;
  for (const item of items) {
    const weight = payloadSize(item);
    left -= weight;
    const piece = pieces.at(-1);
    if (piece && left >= 0) piece.push(item);
    else {
      pieces.push([item]);
      left = maxPayloadBytes - weight;
    }
  }
  return pieces;
}
