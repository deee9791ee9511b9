import type { ChatEventMap, RealtimeChat } from '../lib/index.js';

export * from '../lib/index.js';

/** What markup can set at the element. */
export interface ChatAttributes {
  'relay-url'?: string;
  room?: string;
  username?: string;
  heading?: string;
  layout?: 'inline' | 'launcher';
  open?: boolean;
  eager?: boolean;
  readonly?: boolean;
  receipts?: boolean;
  sound?: boolean;
  notifications?: string;
  'color-scheme'?: 'light' | 'dark';
  token?: string;
}

/** What only scripts can set, and the properties of attributes that have another name. */
export type ChatProperties = Partial<
  Pick<RealtimeChat, 'relayUrl' | 'colorScheme' | 'strings' | 'tokenProvider'>
>;

/** Listeners for the element's events, each named by a prefix and the event. */
export type ChatListeners<Prefix extends string> = {
  [Name in keyof ChatEventMap as `${Prefix}${Name}`]?: (event: ChatEventMap[Name]) => void;
};

/** The name of a listener in Vue: `onChatSent` for `chat-sent`. */
export type ChatListenersInCamelCase = {
  [Name in keyof ChatEventMap as `on${Capitalize<CamelCase<Name>>}`]?: (event: ChatEventMap[Name]) => void;
};

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;
