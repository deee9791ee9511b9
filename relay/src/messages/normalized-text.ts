import { formatCharacters, limits } from '@realtime-chat/protocol';
import { Refusal } from '../refusal.ts';

/** A text and its normalized form. A text is normalized once, for all checks. */
export interface NormalizedText {
  text: string;
  /** Normalized by NFKC, without format characters. */
  plain: string;
}

/** NFKC can expand one character to 18. The time of all checks grows with the length of the result. */
export const maxNormalizedLength = 3 * limits.text;

/** @throws {Refusal} `invalid`: the normalized text is too long */
export function normalizeText(text: string): NormalizedText {
  const normal = text.normalize('NFKC');
  if (normal.length > maxNormalizedLength) {
    throw new Refusal(
      'invalid',
      `message: has more than ${maxNormalizedLength} characters when it is normalised (NFKC)`,
    );
  }
  return { text, plain: normal.replace(formatCharacters, '') };
}

export function normalized(text: string | NormalizedText): NormalizedText {
  return typeof text === 'string' ? normalizeText(text) : text;
}
