/*
 * Only the script that appends knows the seq and the time of an entry. So the relay judges and folds with numbers that stand
 * for them, and writes the result as JSON with marks, which the script replaces.
 */

/** Stands for the head of the room before the new entries. The nth new entry has this plus n. No other number is like it. */
export const headMark = -1_048_576.5;

/** Stands for the time of the new entries. */
export const timeMark = -0.25;

/** A text, or one of the numbers above. The text comes first, so that digits inside of it are left alone. */
const tokens = /"(?:[^"\\]|\\.)*"|-0\.25(?!\d)|-\d+\.5(?!\d)/g;

/** The mark for the script of a seq. */
export function seqTemplate(seq: number): string {
  return isMark(seq) ? `\u0001${seq - headMark}\u0002` : String(seq);
}

/** JSON with marks for the script. JSON itself has no such characters: it escapes them. */
export function template(value: unknown): string {
  return JSON.stringify(value).replaceAll(tokens, (token) => {
    if (token.startsWith('"')) return token;
    return Number(token) === timeMark ? '\u0003' : seqTemplate(Number(token));
  });
}

/** The real seq of a mark; other numbers stay. */
export function realSeq(seq: number, head: number): number {
  return isMark(seq) ? seq - headMark + head : seq;
}

export function realTime(time: number, now: number): number {
  return time === timeMark ? now : time;
}

function isMark(seq: number): boolean {
  return !Number.isInteger(seq);
}
