/** How many bytes of entries one answer or frame may carry. The few bytes around them are not counted. */
export const maxPayloadBytes = 512 * 1024;

/** The size of a value as JSON, in bytes. */
export function payloadSize(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Splits items into chunks of at most `maxPayloadBytes`, in order. An item that is larger is a chunk of its own. */
export function chunkBySize<T extends object>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  const chunks: T[][] = [];
  let left = 0;
  for (const item of items) {
    const size = payloadSize(item);
    left -= size;
    const chunk = chunks.at(-1);
    if (chunk && left >= 0) chunk.push(item);
    else {
      chunks.push([item]);
      left = maxPayloadBytes - size;
    }
  }
  return chunks;
}
