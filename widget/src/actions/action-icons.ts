/** The icons of the actions on a message, as paths for `icon()`. */
export const reply = 'M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1';
export const addReaction =
  'M20.5 10.5A9 9 0 1 1 13 3.1M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M14.5 9.5h.01M18 2v6M15 5h6';
/** Three dots: a line without length has the round caps alone. */
export const more = 'M5 12h.01M12 12h.01M19 12h.01';
