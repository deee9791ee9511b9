import type { enNotifications } from './en-notifications.js';
import type { enOnDemand } from './en-on-demand.js';

/**
 * What a person sees or hears of a chat before they turn to anything in it; the rest is in `en-on-demand.ts` and
 * `en-notifications.ts`. Other languages have all of it in one file.
 */
export const en = {
  heading: 'Chat',
  close: 'Close the chat',
  messages: 'Messages',
  name: 'Your name',
  field: 'Write a message…',
  send: 'Send',
  empty: 'No messages yet. Say hello!',
  beginning: 'This is the beginning of the conversation',
  truncated: 'Earlier messages are no longer kept',
  loading: 'Loading older messages',
  /** Above the first message that one has not seen. */
  unseen: 'New messages',
  /** The button that leads to the end: where nothing is new there, and where something is. */
  latest: 'Newest messages',
  newMessages: { one: '{count} new message', other: '{count} new messages' },
  newMessagesAndMentions: '{messages}, {mentions}',
  mentions: { one: '{count} mention', other: '{count} mentions' },
  people: { one: '{count} person', other: '{count} people' },
  oneTyping: '{name} is typing…',
  twoTyping: '{names} are typing…',
  manyTyping: 'Several people are typing…',
  seenBy: 'Seen by {names}',
  /** Who has no name. */
  somebody: 'Somebody',
  /** How many are not named, at the end of a list of names. */
  more: { one: '{count} more', other: '{count} more' },
  actions: 'Actions for the message by {name}',
  /** An emoji under a message, how many gave it, and who. */
  reaction: '{emoji} {count}, {names}',
  /** Beside a name that the site vouches for. */
  verified: 'Verified',
  edited: 'edited',
  deleted: 'Message deleted',
  gone: 'The message is no longer kept',
  changing: 'Saving…',
  editing: 'Edit message',
  cancel: 'Cancel',
  save: 'Save',
  mentioned: '{name} mentioned you',
  /** Above the field, and of the quote in an answer. */
  replying: 'Reply to {name}',
  /** The author of what the relay itself says. */
  server: 'Server',
  noHistory: 'This server keeps no history.',
  'status.connecting': 'Connecting…',
  'status.online': 'Online',
  'status.reconnecting': 'Reconnecting…',
  'status.refused': 'Not available',
  'status.closed': 'Disconnected',
  queued: 'Waiting to be sent',
  queuedHere: 'Waiting to be sent. Please keep this page open.',
  sending: 'Sending…',
  sent: 'Sent',
  failed: 'Not sent.',
  retry: 'Try again',
  /** What is wrong, by the code of the error; without a code, whatever else it is. Most codes have to be loaded first. */
  problem: 'The chat is not available.',
  'problem.unreachable': 'The chat cannot be reached. Trying again…',
  'problem.origin_refused': 'This page may not connect.',
  'problem.too_many_connections': 'Too many connections from this network. Trying again…',
  'problem.no_name': 'Please type your name',
  'problem.bad_name': 'This name cannot be used. Please choose another.',
  'problem.name_taken': 'This name is taken. Please choose another.',
  'problem.too_long': 'This message is too long.',
  'problem.no_answer': 'The chat cannot be reached at the moment.',
};

/** A sentence for each way in which a language counts, by the names that `Intl.PluralRules` has for them. */
export type Plural = { readonly other: string } & { readonly [Form in Intl.LDMLPluralRule]?: string };

type English = typeof en & typeof enOnDemand & typeof enNotifications;

/** Every word that a person sees or hears, in one language. What stands in braces is put in. */
export type Locale = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Plural;
};
