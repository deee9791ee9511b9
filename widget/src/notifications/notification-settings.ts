/** The settings of the attributes `sound` and `notifications`. */
export interface NotificationSettings {
  sound: boolean;
  /** The number of unread messages in the page's title. */
  title: boolean;
  /** The same number on the icon of an installed app. */
  badge: boolean;
  /** Desktop notifications. */
  desktop: boolean;
  /** Whether sounds and desktop notifications are for mentions only. */
  mentions: boolean;
}

const channels = ['title', 'badge', 'desktop'] as const;

/**
 * Parses the attributes. A value without any channel means all of them; unknown words are ignored, since they may belong to
 * another version. Frameworks may set `true` and `false` for an attribute without a value.
 */
export function parseSettings(sound: boolean, notifications: unknown): NotificationSettings {
  const isWanted = typeof notifications === 'string' || notifications === true;
  const words = isWanted ? String(notifications).toLowerCase().split(/\s+/) : [];
  const all = isWanted && !channels.some((channel) => words.includes(channel));
  const [title = false, badge = false, desktop = false] = channels.map(
    (channel) => all || words.includes(channel),
  );
  return { sound, title, badge, desktop, mentions: words.includes('mentions') };
}
