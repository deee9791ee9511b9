/** The texts that appear once the room is online, and those of the code that loads then. */
export const enAfterJoin = {
  loading: 'Loading older messages',
  /** The button that scrolls to the end, while there are no new messages. */
  latest: 'Newest messages',
  /** The button of a narrow header, which shows the others: people, sound, notifications. */
  controls: 'Chat options',
  /** A person without a name. */
  somebody: 'Somebody',
  /** At the end of a list of names: the number of people who are not named. */
  more: { one: '{count} more', other: '{count} more' },
  actions: 'Actions for the message by {name}',
  /** A reaction below a message, with its count and the names of the people who gave it. */
  reaction: '{emoji} {count}, {names}',
  gone: 'The message is no longer kept',
  changing: 'Saving…',
  /** Above the field, and the label of a quote. */
  replying: 'Reply to {name}',
  noHistory: 'This server keeps no history.',
  /** The text field of a person who has a name. */
  fieldAs: 'Message as {name}…',
  /** In its place, where there is little room. */
  fieldShort: 'Message…',
  /** The button that chooses files. */
  attach: 'Attach files',
  /** The site's session has ended; the chat goes on as a guest's, or another person's. */
  signedOut: 'You are no longer signed in as {name}.',
  oneTyping: '{name} is typing…',
  twoTyping: '{names} are typing…',
  manyTyping: 'Several people are typing…',
  /** In the strip below the header, while the connection is lost. */
  offline: 'Offline. What you send waits here.',
  /** There, while the relay cannot store anything. */
  paused: 'Sending is paused. What you send waits here.',
};
