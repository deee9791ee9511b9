import { LinkifyIt } from 'linkify-it';
import unhomoglyph from 'unhomoglyph';
import type { Person } from './person.ts';
import { Refusal } from './refusal.ts';

/**
 * Looks at a text before it is stored.
 *
 * @returns the text that is to be stored
 * @throws {Refusal} `blocked`, or by another name, where it is not to be; anything else that is thrown refuses as
 * `unavailable`
 */
export type Filter = (
  message: string,
  about: { room: string; person: Readonly<Pick<Person, 'id' | 'username' | 'roles'>> },
) => string | Promise<string>;

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

const links = new LinkifyIt({ fuzzyLink: true });

/** Whether there is an address in a text, also one that nobody marked as such. */
export function hasLink(text: string): boolean {
  return links.test(text);
}

/**
 * Refuses what holds one of these words, also where it is written in other letters, with digits, with letters repeated
 * or apart. A word stands for itself alone; with `*` at its end, for all that begin so. Lines that begin with `#` are
 * none.
 */
export function blocklist(lines: readonly string[]): Filter {
  const isBlocked = finder(lines);
  return (message) => {
    if (isBlocked(message)) throw new Refusal('blocked', 'message: it holds a word that is not wanted here');
    return message;
  };
}

/** Tells whether a text holds one of the words. */
export function finder(lines: readonly string[]): (text: string) => boolean {
  const words = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const isUnspaced = (word: string): boolean =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word);
  const inside = words.filter(isUnspaced).map(folded);
  const others = words.filter((word) => !isUnspaced(word));
  const beginnings = others
    .filter((word) => word.endsWith('*'))
    .map((word) => ` ${spaced(word.slice(0, -1))}`);
  const wholes = others.filter((word) => !word.endsWith('*')).map((word) => ` ${spaced(word)} `);
  const between = [...beginnings, ...wholes].filter((word) => word.trim() !== '');
  return (text) => {
    // Letters that stand alone may be a word that was taken apart.
    const apart = ` ${spaced(text)} `;
    const together = apart.replace(/(?<= \p{L}) (?=\p{L} )/gu, '');
    return (
      between.some((word) => apart.includes(word) || together.includes(word)) ||
      inside.some((word) => folded(text).includes(word))
    );
  };
}

/** The words of a text, folded, with one space between them. */
function spaced(text: string): string {
  return folded(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/** What is left when letters that look alike are one, by Unicode's skeletons, and repeated ones too. */
function folded(text: string): string {
  const skeleton = unhomoglyph(
    text.normalize('NFKC').replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, ''),
  );
  return skeleton
    .toLowerCase()
    .replace(disguise, (letter) => disguises[letter] ?? letter)
    .replace(/(\p{L})\1+/gu, '$1');
}
