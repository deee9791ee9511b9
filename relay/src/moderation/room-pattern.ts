/**
 * Whether a room's name fits a pattern, in which each `*` stands for any characters, or none. The time grows with the
 * product of the two lengths at most, however many stars there are.
 */
export function fitsPattern(pattern: string, room: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return pattern === room;
  // The two ends must not overlap.
  if (room.length < first.length + last.length) return false;
  if (!room.startsWith(first) || !room.endsWith(last)) return false;
  // The parts between stars are looked for from left to right: the nearest place leaves most to the parts behind it.
  const end = room.length - last.length;
  let from = first.length;
  for (const part of others) {
    const found = room.indexOf(part, from);
    if (found === -1 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}
