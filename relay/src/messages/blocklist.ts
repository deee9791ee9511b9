import { skeleton } from '../rooms/names/skeleton.ts';
import { type NormalizedText, normalized } from './normalized-text.ts';

/** Whether a text contains a word of the blocklist. */
export type BlocklistMatcher = (text: string | NormalizedText) => boolean;

/** Characters that can stand for a letter to evade the blocklist. Some count only next to or inside a word. */
const substitute = /[3457i]|[@$](?=\p{L})|(?<=\p{L})!(?=\p{L})/gu;
const substitutes: Record<string, string> = {
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'l',
  i: 'l',
};

/**
 * Matches the words of the blocklist, also with lookalike letters, with digits, and with repeated or spaced letters. A
 * line matches a whole word; with `*` at its end, every word with this prefix. Lines that begin with `#` are comments.
 */
export function blocklistMatcher(lines: readonly string[]): BlocklistMatcher {
  const words = lines
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('#') && toWords(normalized(line).plain) !== '')
    .map(matcherFor);
  const matches = (text: string): boolean => {
    const short = collapseRepeats(text);
    return words.some((word) => short.includes(word.short) && word.exact.test(text));
  };
  if (words.length === 0) return () => false;
  return (text) => {
    const { plain } = normalized(text);
    return [plain, ...joinSpacedLetters(plain)].some((reading) => matches(` ${toWords(reading)} `));
  };
}

/** Separators of spaced letters. A character that can stand for a letter is a separator in one reading alone. */
const separators = [/[^\p{L}\p{N}\p{M}$@!]+/u, /[^\p{L}\p{N}\p{M}]+/u];
const letter = /^[\p{L}\p{N}$@!]\p{M}*$/u;

/**
 * Readings in which two or more single letters in a row are joined to one word. This comes before the skeletons, in which
 * the letter m is two letters.
 */
function joinSpacedLetters(plain: string): string[] {
  return separators.flatMap((separator) => {
    const parts = plain.split(separator);
    const together = parts.map((part, index) => {
      const isFirst = index === 0 || !letter.test(parts[index - 1] ?? '');
      return letter.test(part) && !isFirst ? part : ` ${part}`;
    });
    const reading = together.join('');
    return reading.length < parts.join(' ').length + 1 ? [reading] : [];
  });
}

/** A matcher for a text with one space around each word. Words of scripts without spaces match anywhere. */
function matcherFor(word: string): { short: string; exact: RegExp } {
  const isUnspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word);
  const [before, after] = isUnspaced ? ['', ''] : [' ', word.endsWith('*') ? '' : ' '];
  const plain = before + toWords(normalized(word).plain) + after;
  return {
    short: collapseRepeats(plain),
    exact: new RegExp(plain.replace(/(\p{L})\1*/gu, repeatPattern), 'u'),
  };
}

/** Collapses repeated letters: a cheap test that rules out most words before the expression runs. */
function collapseRepeats(text: string): string {
  return text.replace(/(\p{L})\1+/gu, '$1');
}

/** Three or more of a letter match any number of it. Two do not match one: that is another word. */
function repeatPattern(run: string, letter: string): string {
  const count = run.length / letter.length;
  return count < 3 ? `(?:${run}|${letter}{3,})` : `${letter}{3,}`;
}

/** The skeletons of a normalized text's words, with one space between them. */
function toWords(plain: string): string {
  return plain
    .replace(/\S+/gu, toSkeleton)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/** The skeleton of a word, in which letters that look alike are equal. Numbers stay as they are. */
function toSkeleton(word: string): string {
  if (!/\p{L}/u.test(word)) return word;
  const first = skeleton(word);
  const small = first.toLowerCase();
  // Once more in lower case: the skeleton of a capital M is one letter, and that of a small m two.
  return (small === first ? small : skeleton(small)).replace(substitute, (sign) => substitutes[sign] ?? sign);
}
