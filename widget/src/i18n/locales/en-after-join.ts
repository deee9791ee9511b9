/** The texts of the code that loads once the room is online, loaded with it. */
export const enAfterJoin = {
  /** The text field of a person whom the site names. */
  fieldAs: 'Write as {name}…',
  /** The site's session has ended; the chat goes on as a guest's, or another person's. */
  signedOut: 'You are no longer signed in as {name}.',
  oneTyping: '{name} is typing…',
  twoTyping: '{names} are typing…',
  manyTyping: 'Several people are typing…',
};
