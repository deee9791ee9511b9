/** What a page asks for. */
export interface Wanted {
  sound: boolean;
  /** How many messages are unread, in the page's title. */
  title: boolean;
  /** The same at the icon of an installed app. */
  badge: boolean;
  /** The system's notifications. */
  desktop: boolean;
  /** Sounds and desktop notifications are for mentions alone. */
  mentions: boolean;
}

const ways = ['title', 'badge', 'desktop'] as const;

/**
 * Reads the attributes. Whoever names no way wants them all; words that are not known are for another version. What
 * frameworks set where an attribute has no value, `true` and `false`, means what it says.
 */
export function wantedBy(sound: boolean, notifications: unknown): Wanted {
  const isWanted = typeof notifications === 'string' || notifications === true;
  const words = isWanted ? String(notifications).toLowerCase().split(/\s+/) : [];
  const all = isWanted && !ways.some((way) => words.includes(way));
  const [title = false, badge = false, desktop = false] = ways.map((way) => all || words.includes(way));
  return { sound, title, badge, desktop, mentions: words.includes('mentions') };
}
