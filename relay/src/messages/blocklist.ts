import { skeleton } from '../rooms/names/skeleton.ts';
import { type FoldedText, folded } from './normalized-text.ts';

/** Tells whether a text holds one of the words that are not wanted. */
export type Finder = (text: string | FoldedText) => boolean;

/** What stands for a letter where somebody does not want to be found; a mark only where it is inside of a word. */
const disguise = /[3457i]|[@$](?=\p{L})|(?<=\p{L})!(?=\p{L})/gu;
const disguises: Record<string, string> = {
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
 * Finds these words, also where they are written in other letters, with digits, with letters repeated or apart. A word
 * stands for itself alone; with `*` at its end, for all that begin so. Lines that begin with `#` are none.
 */
export function finder(lines: readonly string[]): Finder {
  const words = lines
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('#') && spaced(folded(line).plain) !== '')
    .map(soughtOf);
  const holdsOne = (text: string): boolean => {
    const short = shortened(text);
    return words.some((word) => short.includes(word.short) && word.exact.test(text));
  };
  if (words.length === 0) return () => false;
  return (text) => {
    const { plain } = folded(text);
    return [plain, ...putTogether(plain)].some((reading) => holdsOne(` ${spaced(reading)} `));
  };
}

/** What stands between letters that were taken apart; signs that can stand for a letter may be either. */
const separators = [/[^\p{L}\p{N}\p{M}$@!]+/u, /[^\p{L}\p{N}\p{M}]+/u];
const letter = /^[\p{L}\p{N}$@!]\p{M}*$/u;

/**
 * Readings in which letters that stand alone, two or more in a row, are one word. Before the skeletons: to these, m is two
 * letters.
 */
function putTogether(plain: string): string[] {
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

/** What finds a word in a text with one space around each word. Some scripts have none between words. */
function soughtOf(word: string): { short: string; exact: RegExp } {
  const isUnspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word);
  const [before, after] = isUnspaced ? ['', ''] : [' ', word.endsWith('*') ? '' : ' '];
  const plain = before + spaced(folded(word).plain) + after;
  return { short: shortened(plain), exact: new RegExp(plain.replace(/(\p{L})\1*/gu, drawnOut), 'u') };
}

/** Each letter once: what is not in this is not in the text either, and that is soon found out. */
function shortened(text: string): string {
  return text.replace(/(\p{L})\1+/gu, '$1');
}

/** Three or more of a letter stand for any number of it. Two do not for one: they make another word. */
function drawnOut(run: string, letter: string): string {
  const count = run.length / letter.length;
  return count < 3 ? `(?:${run}|${letter}{3,})` : `${letter}{3,}`;
}

/** The words of a text that is folded already, by their skeletons, with one space between them. */
function spaced(plain: string): string {
  return plain
    .replace(/\S+/gu, undisguised)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/** What is left of a word when letters that look alike are one. Numbers are no words. */
function undisguised(word: string): string {
  if (!/\p{L}/u.test(word)) return word;
  const first = skeleton(word);
  const small = first.toLowerCase();
  // Once more in small letters: a capital M is one letter to the skeletons, and a small one two.
  return (small === first ? small : skeleton(small)).replace(disguise, (sign) => disguises[sign] ?? sign);
}
