export interface Emoji {
  /** The character itself, fully qualified, without a skin tone. */
  emoji: string;
  /** In the language of the set, like the keywords. */
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
  /** All emoji in Unicode's order, which keeps groups together. */
  emoji: Emoji[];
}

/** The languages that have a file, so that no missing one is requested. */
export const emojiLanguages =
  'ar bn cs da de el en en-gb es es-mx et fa fi fr he hi hu id it ja ko lt ms nb nl pl pt ro ru sv th tr uk vi zh zh-hant'.split(
    ' ',
  );

/** The timeout of a download, in milliseconds: enough for a slow line. Without it, a dead line would load forever. */
const timeout = 30_000;

const sets = new Map<string, Promise<EmojiSet>>();

/**
 * The emoji with their names in a language, or else in English. Each file is loaded once.
 *
 * @param base the relay's URL, which has the files
 * @param language a BCP 47 tag
 * @throws {TypeError | SyntaxError | DOMException} if the file cannot be loaded or parsed; the next call tries again
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
  const response = await fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(timeout) });
  if (!response.ok) throw new TypeError(`${url} answers ${response.status}`);
  return parseEmoji(await response.json());
}

/**
 * Parses a file that `widget/emoji.mjs` has written, with a row for each emoji. It is parsed by hand, since the parts of
 * valibot for a schema would be added to every page's first load.
 *
 * @throws {TypeError} if it is not an emoji file
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
