/** The icons of the actions on a message, as paths for `icon()`. */
export const reply = 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1';
export const addReaction =
  'M20.5 10.5A9 9 0 1 1 13 3.1M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M14.5 9.5h.01M18 2v6M15 5h6';
export const link =
  'M10 14a4.5 4.5 0 0 0 6.5 0l3-3a4.6 4.6 0 0 0-6.5-6.5l-1 1M14 10a4.5 4.5 0 0 0-6.5 0l-3 3a4.6 4.6 0 0 0 6.5 6.5l1-1';
export const edit = 'M4 20l1-5L16 4l4 4L9 19zM13 7l4 4';
export const remove = 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5';
export const report = 'M5 21V4h13l-3 4.5 3 4.5H5';
const person = 'M15 20v-1a4 4 0 0 0-4-4H7a4 4 0 0 0-4 4v1M9 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7';
/** The icons of moderation actions, by their names. */
export const moderation: Record<string, string> = {
  mute: 'M4 9v6h4l5 4V5L8 9zM17 9.5l5 5M22 9.5l-5 5',
  unmute: 'M4 9v6h4l5 4V5L8 9zM17 9a4 4 0 0 1 0 6M19.5 6.5a8 8 0 0 1 0 11',
  ban: `${person}M16.5 9.5l5 5M21.5 9.5l-5 5`,
  unban: `${person}M16 12h6M19 9v6`,
  clear: remove,
};
