/**
 * The texts of the code that loads on demand, and loaded with it: the menu, completion, the emoji picker, the list of people,
 * moderation, and most errors.
 */
export const enOnDemand = {
  /** After the reader's own name. */
  you: '(you)',
  editing: 'Edit message',
  cancel: 'Cancel',
  react: 'More emoji',
  reply: 'Reply',
  edit: 'Edit',
  /** In place of `send`, while a message is edited. */
  save: 'Save',
  delete: 'Delete',
  reallyDelete: 'Delete for everyone?',
  report: 'Report',
  /** The readers of one's own last message. */
  seenBy: 'Seen by {names}',
  reported: 'Thank you. The message was reported.',
  /** A message that could not be sent, and its buttons. */
  failedBecause: 'Not sent. {problem}',
  unconfirmed: 'Not confirmed. It may have been sent.',
  copy: 'Copy',
  notCopied: 'This browser does not let the chat copy. The text is selected instead.',
  copyLink: 'Copy link',
  linkNotCopied: 'This browser does not let the chat copy. The link: {link}',
  discard: 'Discard',
  /** Takes back a message that waits for a moderator. */
  withdraw: 'Withdraw',
  /** When it is too late to withdraw a message. */
  published: 'The message is already published.',
  completion: 'Suggestions',
  'picker.search': 'Search emoji',
  'picker.recent': 'Recently used',
  'picker.loading': 'Loading emoji…',
  'picker.failed': 'The emoji could not be loaded.',
  'picker.none': 'No emoji found',
  'picker.found': { one: '{count} emoji', other: '{count} emoji' },
  /** A message that is sent again after the time that the relay has asked for. */
  retryIn: 'Sending again in {count} s',
  /** A message whose files are on their way. */
  uploading: 'Uploading… {percent}',
  uploadingHere: 'Uploading… {percent}. Please keep this page open.',
  /** The character counter. */
  left: { one: '{count} character left', other: '{count} characters left' },
  /** In the list of people: the field above a long one, and what it shows if it finds none. */
  searchPeople: 'Search people',
  nobodyFound: 'Nobody found',
  /** The button of moderators at a person, and the one of everybody that begins a message to them. */
  personActions: 'Actions for {name}',
  mentionName: 'Mention {name}',
  /** Beside a name in the list of people. */
  moderator: 'Moderator',
  /** Moderation actions. */
  moderation: 'Moderation',
  mute: 'Mute {name} for 10 minutes',
  unmute: 'Let {name} write again',
  ban: 'Ban {name}',
  /** Lifts the ban of a person, who is not in the room. */
  unban: 'Let {name} in again',
  clear: 'Delete everything by {name}',
  /** The confirmation of an action. */
  sure: '{act} – really?',
  /** The outcome of an action, for screen readers. */
  done: '{act} – done.',
  lock: 'Lock the room',
  unlock: 'Unlock the room',
  /** The pace of the room: none, or a time between two messages of a person. */
  slow: 'Slow mode',
  slowOff: 'Off',
  /** The parts of the moderation panel, and what the first and the last say when they are empty. */
  tabQueue: 'Queue',
  tabRoom: 'Room',
  tabPeople: 'People',
  nothingWaits: 'Nothing is waiting.',
  nobodyRestricted: 'Nobody is muted or banned.',
  waiting: 'Waiting for moderators',
  reports: { one: '{count} report', other: '{count} reports' },
  approve: 'Let through',
  dismiss: 'Dismiss',
  /** Above the text field in slow mode: before a message, and after one. */
  slowMode: 'Slow mode: one message every {count} s',
  slowWait: 'Slow mode: next message in {count} s',
  /** Told to screen readers. */
  editingBegan: 'Editing the message',
  editingEnded: 'Editing ended',
  replyingBegan: 'Replying to {name}',
  replyingEnded: 'Reply ended',
  'problem.locked': 'Only moderators can write at the moment.',
  'problem.readonly': 'You can only read here.',
  'problem.muted': 'You cannot write here at the moment.',
  'problem.origin_refused': 'This page may not connect.',
  'problem.no_token': 'You cannot be signed in at the moment. Trying again…',
  'problem.too_many_connections': 'Too many connections from this network. Trying again…',
  'problem.bad_name': 'This name cannot be used. Please choose another.',
  'problem.too_long': 'This message is too long.',
  'problem.name_taken': 'This name is taken. Please choose another.',
  'problem.banned': 'You cannot enter this room.',
  /** The button beside the next two. */
  signIn: 'Sign in',
  'problem.unauthorized': 'You have to sign in to enter.',
  /** The relay refuses the token. */
  'problem.expired': 'Please sign in again.',
  'problem.rate_limited': 'That was too much at once. Trying again…',
  'problem.conflict': 'Please try again.',
  'problem.forbidden': 'You may not do this.',
  'problem.not_found': 'The message is no longer there.',
  'problem.unsupported_protocol':
    'This chat is too old or too new for its server. Reloading the page may help.',
  'problem.bad_url': 'The address of this chat is wrong.',
  'problem.blocked': 'This message holds words that are not wanted here.',
  'problem.held': 'Waiting for a moderator. Only you can see it.',
  'problem.too_late': 'It is too late to change this message.',
  'problem.too_many': 'This message has as many kinds of reactions as it can have.',
  /** A file, or a message with files. */
  'problem.files_off': 'Pictures cannot be sent here.',
  'problem.file_refused': 'This file cannot be sent.',
  'problem.file_empty': 'This file is empty.',
  'problem.file_unreadable': 'This file can no longer be read.',
  'problem.file_metadata': 'The location in this picture cannot be removed.',
  'problem.file_not_found': 'A file is no longer there. Please attach it again.',
  'problem.too_large': 'This file is too large.',
  'problem.storage_full': 'There is no room for more files here.',
};
