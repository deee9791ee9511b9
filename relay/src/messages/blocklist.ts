import unhomoglyph from 'unhomoglyph';
import type { Filter } from './content-filter.ts';
import { Refusal } from '../refusal.ts';

/** Tells whether a text holds one of the words that are not wanted. */
export type Finder = (text: string) => boolean;

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

/** Refuses what holds one of the words, by what else there is that looks at texts. */
export function blocking(holdsOne: Finder, filter: Filter = (message) => message): Filter {
  return async (message, about) => {
    const text = await filter(message, about);
    if (holdsOne(text)) throw new Refusal('blocked', 'message: it holds a word that is not wanted here');
    return text;
  };
}

/**
 * Finds these words, also where they are written in other letters, with digits, with letters repeated or apart. A word
 * stands for itself alone; with `*` at its end, for all that begin so. Lines that begin with `#` are none.
 */
export function finder(lines: readonly string[]): Finder {
  const words = lines
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('#') && spaced(line) !== '')
    .map(soughtOf);
  const holdsOne = (text: string): boolean => {
    const short = shortened(text);
    return words.some((word) => short.includes(word.short) && word.exact.test(text));
  };
  return (text) => {
    const apart = ` ${spaced(text)} `;
    // Letters that stand alone may be a word that was taken apart.
    const together = apart.replace(/(?<= \p{L}) (?=\p{L} )/gu, '');
    return holdsOne(apart) || holdsOne(together);
  };
}

/** What finds a word in a text with one space around each word. Some scripts have none between words. */
function soughtOf(word: string): { short: string; exact: RegExp } {
  const isUnspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word);
  const [before, after] = isUnspaced ? ['', ''] : [' ', word.endsWith('*') ? '' : ' '];
  const plain = before + spaced(word) + after;
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

/** The words of a text, folded, with one space between them. */
function spaced(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .replace(/\S+/gu, folded)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/** What is left of a word when letters that look alike are one, by Unicode's skeletons. Numbers are no words. */
function folded(word: string): string {
  if (!/\p{L}/u.test(word)) return word;
  return unhomoglyph(word)
    .toLowerCase()
    .replace(disguise, (letter) => disguises[letter] ?? letter);
}
