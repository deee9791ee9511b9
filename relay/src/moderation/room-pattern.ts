/**
 * Whether a room's name matches a pattern, in which each `*` stands for any characters, or none. The time is at most
 * proportional to the product of the two lengths, however many stars the pattern has.
 */
export function matchesPattern(pattern: string, room: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return pattern === room;
  // The two ends must not overlap.
  if (room.length < first.length + last.length) return false;
  if (!room.startsWith(first) || !room.endsWith(last)) return false;
  // Searches for the parts between stars from left to right: the first match leaves most text to the next parts.
  const end = room.length - last.length;
  let from = first.length;
  for (const part of others) {
    const found = room.indexOf(part, from);
    if (found === -1 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}
