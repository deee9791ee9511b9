export interface Emoji {
  /** The character itself, fully qualified, without a skin tone. */
  emoji: string;
  /** In the set's language, as the keywords are. */
  name: string;
  keywords: string[];
  /** Without colons, in English whatever the language, the most common first. */
  shortcodes: string[];
  /** The index of its group's name in `groups`. */
  group: number;
  /** The version of the Unicode emoji list that brought it. */
  version: number;
}

export interface EmojiSet {
  /** The groups' names. */
  groups: string[];
  /** All there are, in the standard order, which keeps groups together. */
  emoji: Emoji[];
}

/** Those that have a file, so that none is asked for in vain. */
export const emojiLanguages =
  'bn da de en en-gb es es-mx et fi fr hi hu it ja ko lt ms nb nl pl pt ru sv th uk vi zh zh-hant'.split(' ');

/** Long enough for a slow line; without an end, a line that went dead would load for ever. */
const patience = 30_000;

const sets = new Map<string, Promise<EmojiSet>>();

/**
 * The emoji with their names in a language, or else in English. Each file is loaded once.
 *
 * @param base the relay's URL, which has the files
 * @param language a BCP 47 tag
 * @throws {TypeError | SyntaxError | DOMException} when the file cannot be reached or is none; the next call tries again
 */
export function loadEmoji(base: string, language: string | undefined): Promise<EmojiSet> {
  const url = `${base.replace(/\/+$/, '')}/realtime-chat-emoji-${emojiLanguage(language)}.json`;
  let set = sets.get(url);
  if (!set) {
    set = fetchEmoji(url);
    sets.set(url, set);
    set.catch(() => sets.delete(url));
  }
  return set;
}

/** The language that the file for a BCP 47 tag is in: `de` for `de-AT`, `zh-hant` for `zh-TW`. */
export function emojiLanguage(tag = ''): string {
  const wanted = tag.toLowerCase().replace(/^(no|nn)\b/, 'nb');
  const parts = wanted.replace(/^zh-(tw|hk|mo)\b/, 'zh-hant').split('-');
  for (let count = parts.length; count > 0; count -= 1) {
    const language = parts.slice(0, count).join('-');
    if (emojiLanguages.includes(language)) return language;
  }
  return 'en';
}

async function fetchEmoji(url: string): Promise<EmojiSet> {
  const response = await fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new TypeError(`${url} answers ${response.status}`);
  return parseEmoji(await response.json());
}

/**
 * Reads a file as `widget/emoji.mjs` writes it: a row for each emoji. By hand, since what a schema needs of valibot
 * would be part of every page's first load.
 *
 * @throws {TypeError} when it is no file of emoji
 */
export function parseEmoji(file: unknown): EmojiSet {
  if (typeof file !== 'object' || file === null || !('groups' in file) || !('emoji' in file)) notEmoji();
  const { groups, emoji } = file;
  if (!isTexts(groups) || !Array.isArray(emoji) || emoji.length === 0) notEmoji();
  return { groups, emoji: emoji.map(parseRow) };
}

function parseRow(row: unknown): Emoji {
  if (!Array.isArray(row)) notEmoji();
  const [emoji, name, keywords, shortcodes, group, version] = row as unknown[];
  if (typeof emoji !== 'string' || typeof name !== 'string') notEmoji();
  if (!isTexts(keywords) || !isTexts(shortcodes)) notEmoji();
  if (typeof group !== 'number' || typeof version !== 'number') notEmoji();
  return { emoji, name, keywords, shortcodes, group, version };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function notEmoji(): never {
  throw new TypeError('This is no file of emoji');
}
