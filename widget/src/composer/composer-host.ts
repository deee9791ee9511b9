import type { ReactiveControllerHost } from 'lit';
import type { ChatErrorCode, ChatMessage, OutgoingFile } from '../client/index.js';
import type { ChatContext } from '../element/context.js';

/** What the composer needs of the element. */
export interface ComposerHost extends ReactiveControllerHost, HTMLElement {
  readonly conversation: ChatContext;
  /** The name that the page suggests. */
  readonly username: string | null;
  readonly readonly: boolean;
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
  /** Sends a message. @returns why that is not possible now */
  submit(
    text: string,
    name: string,
    reply: ChatMessage | undefined,
    files?: readonly OutgoingFile[],
  ): ChatErrorCode | undefined;
  /** Renders at once what has changed. */
  flushUpdate(): void;
  sendTyping(): void;
  sendName(): void;
}
