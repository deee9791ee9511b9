import type { enAfterJoin } from './en-after-join.js';
import type { enAttachments } from './en-attachments.js';
import type { enFiles } from './en-files.js';
import type { enNewMessages } from './en-new-messages.js';
import type { enNotifications } from './en-notifications.js';
import type { enOldBrowser } from './en-old-browser.js';
import type { enOnDemand } from './en-on-demand.js';

/**
 * The texts of the first load. Those of code that loads later are in the other `en-` files. Other languages have all texts
 * in one file.
 */
export const en = {
  heading: 'Chat',
  close: 'Close the chat',
  messages: 'Messages',
  name: 'Your name',
  field: 'Write a message…',
  send: 'Send',
  /** The button beside the text field, and the picker that it opens. */
  'picker.label': 'Emoji',
  people: { one: '{count} person', other: '{count} people' },
  edited: 'edited',
  deleted: 'Message deleted',
  /** The author of messages of the relay itself. */
  server: 'Server',
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
  /** Errors by their code; `problem` is for all others. The texts of most codes are in `en-on-demand.ts`. */
  problem: 'The chat is not available.',
  'problem.unreachable': 'The chat cannot be reached. Trying again…',
  'problem.no_name': 'Please type your name',
  'problem.no_answer': 'The chat cannot be reached at the moment.',
};

/** A text for each plural form of a language, by the names of `Intl.PluralRules`. */
export type Plural = { readonly other: string } & { readonly [Form in Intl.LDMLPluralRule]?: string };

type English = typeof en &
  typeof enAfterJoin &
  typeof enAttachments &
  typeof enOnDemand &
  typeof enNewMessages &
  typeof enFiles &
  typeof enNotifications &
  typeof enOldBrowser;

/** Every visible or spoken text, in one language. Values replace the names in braces. */
export type Locale = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Plural;
};
