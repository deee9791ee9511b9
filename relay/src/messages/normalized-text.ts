import { limits } from '@realtime-chat/protocol';
import { Refusal } from '../refusal.ts';

/** A text, and how it reads once Unicode's variants are one. It is folded once, for all that look for something in it. */
export interface FoldedText {
  text: string;
  /** By NFKC, without what cannot be seen. */
  plain: string;
}

/** One character can stand for 18. Everything that looks at a text takes as long as the result is. */
export const mostFolded = 3 * limits.text;

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/** @throws {Refusal} `invalid`: it grows too much by that */
export function foldText(text: string): FoldedText {
  const normal = text.normalize('NFKC');
  if (normal.length > mostFolded) {
    throw new Refusal(
      'invalid',
      `message: has more than ${mostFolded} characters when it is normalised (NFKC)`,
    );
  }
  return { text, plain: normal.replace(invisible, '') };
}

export function folded(text: string | FoldedText): FoldedText {
  return typeof text === 'string' ? foldText(text) : text;
}
