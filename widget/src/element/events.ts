import type { Member } from '@realtime-chat/protocol';
import type { ChatErrorCode, ChatMessage, ChatStatus, OutgoingFile } from '../client/index.js';

/** The files of a message that is sent. */
export type SentFiles = readonly (File | OutgoingFile)[];

/** The details of the element's events, by name. */
export interface ChatEventDetails {
  'chat-status': { status: ChatStatus; previous: ChatStatus };
  'chat-message': { message: ChatMessage };
  'chat-send': { message: string; username: string; reply?: ChatMessage; files?: SentFiles };
  'chat-sent': { message: ChatMessage };
  'chat-edit': { message: ChatMessage; text: string };
  'chat-delete': { message: ChatMessage };
  'chat-react': { message: ChatMessage; emoji: string; on: boolean };
  'chat-report': { message: ChatMessage; reason?: string };
  'chat-error': { code: ChatErrorCode; message: string };
  'chat-sign-in': { reason: string | undefined };
  'chat-unread': { unread: number; mentions: number };
  'chat-mention': { message: ChatMessage };
  'chat-open': { open: boolean };
  'chat-members': { count: number; members: readonly Member[] };
}

export type ChatEventMap = {
  [Name in keyof ChatEventDetails]: CustomEvent<ChatEventDetails[Name]>;
};

/**
 * Dispatches an event of the element's public API.
 *
 * @param cancelable whether it announces something that the page can prevent
 * @returns false if the page has cancelled it
 */
export function emitEvent<Name extends keyof ChatEventDetails>(
  host: HTMLElement,
  name: Name,
  detail: ChatEventDetails[Name],
  cancelable = false,
): boolean {
  return host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
}
