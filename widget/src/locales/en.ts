/** Every word that a person sees or hears. */
export const en = {
  heading: 'Chat',
  messages: 'Messages',
  name: 'Your name',
  field: 'Write a message…',
  send: 'Send',
  empty: 'No messages yet. Say hello!',
  beginning: 'This is the beginning of the conversation',
  truncated: 'Earlier messages are no longer kept',
  loading: 'Loading older messages',
  unseen: 'New messages',
  latest: 'Newest messages',
  newMessages: (count: number, mentions: number): string => {
    const messages = count === 1 ? '1 new message' : `${count} new messages`;
    return mentions > 0 ? `${messages}, ${mentions === 1 ? '1 mention' : `${mentions} mentions`}` : messages;
  },
  people: (count: number): string => (count === 1 ? '1 person' : `${count} people`),
  typing: (names: readonly string[], list: string): string => {
    if (names.length > 2) return 'Several people are typing…';
    return names.length === 1 ? `${list} is typing…` : `${list} are typing…`;
  },
  seenBy: (list: string): string => `Seen by ${list}`,
  somebody: 'Somebody',
  more: (count: number): string => `${count} more`,
  you: '(you)',
  actions: (author: string): string => `Actions for the message by ${author}`,
  react: 'More emoji',
  reply: 'Reply',
  edit: 'Edit',
  delete: 'Delete',
  reallyDelete: 'Delete for everyone?',
  report: 'Report',
  completion: 'Suggestions',
  reported: 'Thank you. The message was reported.',
  edited: 'edited',
  deleted: 'Message deleted',
  gone: 'The message is no longer kept',
  changing: 'Saving…',
  replying: (author: string): string => `Reply to ${author}`,
  editing: 'Edit message',
  cancel: 'Cancel',
  save: 'Save',
  mentioned: (author: string): string => `${author} mentioned you`,
  server: 'Server',
  noHistory: 'This server keeps no history.',
  status: {
    connecting: 'Connecting…',
    online: 'Online',
    reconnecting: 'Reconnecting…',
    refused: 'Not available',
    closed: 'Disconnected',
  },
  queued: 'Waiting to be sent',
  queuedHere: 'Waiting to be sent. Please keep this page open.',
  sending: 'Sending…',
  sent: 'Sent',
  failed: (code: string | undefined): string => {
    if (code === 'unconfirmed') return 'Not confirmed. It may have been sent.';
    return code === undefined ? 'Not sent.' : `Not sent. ${en.problem(code)}`;
  },
  retry: 'Try again',
  copy: 'Copy',
  discard: 'Discard',
  picker: {
    label: 'Emoji',
    search: 'Search emoji',
    recent: 'Recently used',
    loading: 'Loading emoji…',
    failed: 'The emoji could not be loaded.',
    found: (count: number): string => (count === 0 ? 'No emoji found' : `${count} emoji`),
  },
  /** What is wrong, by the code of the error. */
  problem: (code: string): string => problems[code] ?? 'The chat is not available.',
};

const problems: Record<string, string> = {
  unreachable: 'The chat cannot be reached. Trying again…',
  bad_url: 'The address of this chat is wrong.',
  unsupported_protocol: 'This chat is too old or too new for its server. Reloading the page may help.',
  no_name: 'Please type your name',
  bad_name: 'This name cannot be used. Please choose another.',
  name_taken: 'This name is taken. Please choose another.',
  too_long: 'This message is too long.',
  conflict: 'Please try again.',
  forbidden: 'You may not do this.',
  too_late: 'It is too late to change this message.',
  not_found: 'The message is no longer there.',
  too_many: 'This message has as many kinds of reactions as it can have.',
  no_answer: 'The chat cannot be reached at the moment.',
};

export type Locale = typeof en;
