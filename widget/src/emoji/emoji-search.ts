import type { Emoji, EmojiSet } from './emoji-data.js';

/** The folded texts by which an emoji is found. */
interface IndexedEmoji {
  emoji: Emoji;
  shortcodes: string[];
  nameWords: string[];
  otherWords: string[];
  /** All of these texts, for matches inside words. */
  text: string;
}

/** How well an emoji matches a query; the smaller, the better. */
const ranks = { whole: 0, name: 1, keyword: 2, inner: 3, none: 4 };

const indexes = new WeakMap<EmojiSet, IndexedEmoji[]>();

/**
 * The emoji that match all words of the query by name, keyword or shortcode, without regard to accents and case. Those whose
 * name or shortcode equals the query come first. Those with a word that begins like it follow, by name before keyword, and
 * then matches inside words. Emoji of the same rank keep Unicode's order.
 */
export function searchEmoji(set: EmojiSet, query: string, limit = Infinity): Emoji[] {
  const folded = fold(query.trim());
  if (!folded) return set.emoji.slice(0, limit);
  const code = folded.replace(/^:|:$/g, '');
  const words = wordsOf(folded);
  // The query consists of signs, or is itself an emoji.
  if (words.length === 0) words.push(folded);
  return searchIndex(set)
    .map((entry) => ({ emoji: entry.emoji, rank: rankOf(entry, code, words) }))
    .filter(({ rank }) => rank < ranks.none)
    .sort((one, other) => one.rank - other.rank)
    .slice(0, limit)
    .map(({ emoji }) => emoji);
}

/** A suggestion for a shortcode that is being typed. */
export interface Completion {
  emoji: Emoji;
  /** Without colons. */
  shortcode: string;
}

/**
 * The suggestions for a typed `:smi`, with or without its colon. Shortcodes that begin like it come first, the shortest of
 * them first; the results of the search follow. A complete `:smile:` gives the one emoji of that name, or none.
 */
export function completeShortcode(set: EmojiSet, prefix: string, limit = 8): Completion[] {
  const typed = fold(prefix).replace(/^:/, '');
  const isWhole = typed.endsWith(':');
  const start = isWhole ? typed.slice(0, -1) : typed;
  if (!start) return [];
  const matches = searchIndex(set).flatMap(({ emoji, shortcodes }) => {
    const found = shortcodes
      .filter((shortcode) => (isWhole ? shortcode === start : shortcode.startsWith(start)))
      .sort((one, other) => one.length - other.length);
    return found[0] === undefined ? [] : [{ emoji, shortcode: found[0] }];
  });
  matches.sort((one, other) => one.shortcode.length - other.shortcode.length);
  if (isWhole || matches.length >= limit) return matches.slice(0, isWhole ? 1 : limit);
  const known = new Set(matches.map(({ emoji }) => emoji));
  const others = searchEmoji(set, start).filter((emoji) => !known.has(emoji));
  return [...matches, ...others.map((emoji) => ({ emoji, shortcode: emoji.shortcodes[0] ?? '' }))].slice(
    0,
    limit,
  );
}

function rankOf(
  { emoji, shortcodes, nameWords, otherWords, text }: IndexedEmoji,
  code: string,
  words: string[],
): number {
  if (emoji.emoji === code || shortcodes.includes(code)) return ranks.whole;
  if (nameWords.length === words.length && nameWords.every((word, at) => word === words[at]))
    return ranks.whole;
  const each = words.map((word) => {
    if (nameWords.some((other) => other.startsWith(word))) return ranks.name;
    if (otherWords.some((other) => other.startsWith(word))) return ranks.keyword;
    return text.includes(word) ? ranks.inner : ranks.none;
  });
  return Math.max(...each);
}

/** The index of a set, created by the first search. */
function searchIndex(set: EmojiSet): IndexedEmoji[] {
  let all = indexes.get(set);
  if (!all) {
    all = set.emoji.map((emoji) => {
      const name = fold(emoji.name);
      const shortcodes = emoji.shortcodes.map(fold);
      const others = [...emoji.keywords.map(fold), ...shortcodes];
      return {
        emoji,
        shortcodes,
        nameWords: wordsOf(name),
        otherWords: others.flatMap(wordsOf),
        text: [name, ...others].join('\n'),
      };
    });
    indexes.set(set, all);
  }
  return all;
}

/** Letters that Unicode does not decompose, with what people type who have no key for them. */
const plainLetters: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i' };

/**
 * Folds case and accents. Only the accents of Latin, Greek and Cyrillic are removed: marks of other scripts are vowels.
 * Korean syllables are decomposed into letters, so that a syllable is found while it is being typed.
 */
function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßæœøđłı]/g, (letter) => plainLetters[letter] ?? letter);
}

/** A sign is part of a word at its beginning only: `+1` is one word, `heart-eyes` is two. */
function wordsOf(folded: string): string[] {
  return folded.match(/^[+-]\d+$|[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
