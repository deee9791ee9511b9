/** Every word that a person sees or hears. */
export const en = {
  heading: 'Chat',
  messages: 'Messages',
  name: 'Your name',
  field: 'Write a message…',
  send: 'Send',
  empty: 'No messages yet. Say hello!',
  server: 'Server',
  online: 'Online',
  connecting: 'Connecting…',
  reconnecting: 'Connection lost. Reconnecting…',
  closed: 'Disconnected',
  refused: 'The chat is not available.',
  no_history: 'This server keeps no history.',
  unreachable: 'The chat cannot be reached. Trying again…',
  bad_url: 'The address of this chat is wrong.',
  unsupported_protocol: 'This page’s chat is too old or too new for its server. Reloading the page may help.',
  no_name: 'Please type your name',
  name_taken: 'This name is taken. Please choose another.',
  too_long: 'This message is too long.',
  queued: 'Waiting to be sent',
  sending: 'Sending…',
  failed: 'Not sent',
  people: (count: number): string => (count === 1 ? '1 person' : `${count} people`),
};

export type Locale = typeof en;
