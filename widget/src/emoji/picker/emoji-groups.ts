import type { Words } from '../../i18n/words.js';
import { clock } from '../../ui/icon/icon.js';
import { groupIcons } from './category-icons.js';
import type { Emoji, EmojiSet } from '../emoji-data.js';
import { searchEmoji } from '../emoji-search.js';

export interface EmojiGroup {
  /** Empty for the results of a search. */
  name: string;
  /** A path for `icon()`. */
  icon: string;
  emoji: Emoji[];
}

/** More results than this help nobody, and the next letter leaves fewer. */
const maxResults = 60;

/** The groups that the picker shows: the results of a search, or the recently used emoji and then all others by group. */
export function groupsOf(
  set: EmojiSet,
  query: string,
  words: Words,
  recentlyUsed: readonly string[],
): EmojiGroup[] {
  if (query.trim()) {
    const emoji = searchEmoji(set, query, maxResults);
    return emoji.length > 0 ? [{ name: '', icon: '', emoji }] : [];
  }
  const recent = recentlyUsed.flatMap((used) => set.emoji.find(({ emoji }) => emoji === used) ?? []);
  const groups = set.groups.map((name, number) => ({
    name,
    icon: groupIcons[number] ?? '',
    emoji: set.emoji.filter(({ group }) => group === number),
  }));
  return [{ name: words.text('picker.recent'), icon: clock, emoji: recent }, ...groups].filter(
    ({ emoji }) => emoji.length > 0,
  );
}
