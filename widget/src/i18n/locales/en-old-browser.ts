/** The text of the sentence in place of the chat, loaded with its code. */
export const enOldBrowser = {
  oldBrowser: 'This browser is too old for the chat. Please update it, or use another one.',
};
