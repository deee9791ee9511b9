/** The texts about new messages, loaded with the code that announces and counts them. */
export const enNewMessages = {
  /** In place of the relay's default greeting. */
  greeting: 'Welcome to the chat',
  empty: 'No messages yet. Say hello!',
  /** Above the oldest message, and above the oldest that is kept. */
  beginning: 'This is the beginning of the conversation',
  truncated: 'Earlier messages are no longer kept',
  /** Above the first message that the reader has not seen. */
  unseen: 'New messages',
  /** The button that scrolls to the end, while there are new messages. */
  newMessages: { one: '{count} new message', other: '{count} new messages' },
  newMessagesAndMentions: '{messages}, {mentions}',
  mentions: { one: '{count} mention', other: '{count} mentions' },
  mentioned: '{name} mentioned you',
  /** Below a long message that is cut. */
  showMore: 'Show more',
  /** The button of a code block, and what it tells screen readers when it has. */
  copyCode: 'Copy code',
  copied: 'Copied',
  /** What a message has besides its text, where it is told in words: a picture, several, a video, several files. */
  photo: 'Photo',
  photos: { one: '{count} photo', other: '{count} photos' },
  video: 'Video',
  videos: { one: '{count} video', other: '{count} videos' },
  files: { one: '{count} file', other: '{count} files' },
  /** Beside a name that the site has verified. */
  verified: 'Verified',
  /** In place of the name of a person whose data was erased. */
  deletedPerson: 'Deleted person',
  /** In place of several messages in a row. */
  deletedMessages: { one: '{count} message deleted', other: '{count} messages deleted' },
};
