import { skeleton } from '../rooms/names/skeleton.ts';
import { type NormalizedText, normalized } from './normalized-text.ts';

/** Tells whether a text contains a word of the blocklist. */
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
 * Returns a matcher for the words of the blocklist. It also finds them with lookalike letters, with digits, and with repeated
 * or spaced letters. A line matches a whole word; with `*` at its end, every word with this prefix. Lines that begin with
 * `#` are comments.
 */
export function blocklistMatcher(lines: readonly string[]): BlocklistMatcher {
  const words = lines
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('#') && toWords(normalized(line).plain) !== '')
    .map(matcherFor);
  const matches = (text: string): boolean => {
    const collapsed = collapseRepeats(text);
    return words.some((word) => collapsed.includes(word.collapsed) && word.exact.test(text));
  };
  if (words.length === 0) return () => false;
  return (text) => {
    const { plain } = normalized(text);
    return [plain, ...joinSpacedLetters(plain)].some((variant) => matches(` ${toWords(variant)} `));
  };
}

/** Separators of spaced letters, one for each variant that `joinSpacedLetters` makes: `$`, `@` and `!` are letters in the first. */
const separators = [/[^\p{L}\p{N}\p{M}$@!]+/u, /[^\p{L}\p{N}\p{M}]+/u];
/** A single letter, or a character that can stand for one, with its combining marks. */
const letter = /^[\p{L}\p{N}$@!]\p{M}*$/u;

/**
 * Returns variants of a text: forms in which the words of the blocklist are searched too. In each variant, two or more single
 * letters in a row are joined to one word. This comes before the skeletons, because the skeleton of `m` is two letters.
 */
function joinSpacedLetters(plain: string): string[] {
  return separators.flatMap((separator) => {
    const parts = plain.split(separator);
    const together = parts.map((part, index) => {
      const isFirst = index === 0 || !letter.test(parts[index - 1] ?? '');
      return letter.test(part) && !isFirst ? part : ` ${part}`;
    });
    const variant = together.join('');
    // Each word has a space before it: one more than between the parts. A shorter variant has joined letters.
    return variant.length < parts.join(' ').length + 1 ? [variant] : [];
  });
}

/** Returns a matcher for texts with one space around each word. Words of scripts without spaces match anywhere. */
function matcherFor(word: string): { collapsed: string; exact: RegExp } {
  const isUnspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word);
  const [before, after] = isUnspaced ? ['', ''] : [' ', word.endsWith('*') ? '' : ' '];
  const plain = before + toWords(normalized(word).plain) + after;
  return {
    collapsed: collapseRepeats(plain),
    exact: new RegExp(plain.replace(/(\p{L})\1*/gu, repeatPattern), 'u'),
  };
}

/** Collapses repeated letters to one, for a cheap test that rules out most words before the regular expression runs. */
function collapseRepeats(text: string): string {
  return text.replace(/(\p{L})\1+/gu, '$1');
}

/**
 * Returns the pattern for a letter that a word has once or several times in a row. Three or more of a letter match any number
 * of it. Two do not match one, because they make another word.
 */
function repeatPattern(run: string, letter: string): string {
  const count = run.length / letter.length;
  return count < 3 ? `(?:${run}|${letter}{3,})` : `${letter}{3,}`;
}

/** Returns the skeletons of the words of a normalized text, with one space between them. */
function toWords(plain: string): string {
  return plain
    .replace(/\S+/gu, toSkeleton)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/** Returns the skeleton of a word, in which letters that look alike are equal. Numbers stay as they are. */
function toSkeleton(word: string): string {
  if (!/\p{L}/u.test(word)) return word;
  const first = skeleton(word);
  const small = first.toLowerCase();
  // The lower-case form gets its own skeleton: that of a capital M is one letter, and that of a small m is two.
  return (small === first ? small : skeleton(small)).replace(substitute, (sign) => substitutes[sign] ?? sign);
}
