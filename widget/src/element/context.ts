import type { Member } from '@realtime-chat/protocol';
import type { ReactiveControllerHost, TemplateResult } from 'lit';
import type { ChatErrorCode, ChatMessage, ChatRoom } from '../client/index.js';
import type { Names } from '../timeline/mentions.js';
import type { Words } from '../i18n/words.js';

/** The element, as its parts know it. */
export interface ConversationHost extends ReactiveControllerHost, HTMLElement {
  /** The pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
  readonly messages: readonly ChatMessage[];
  readonly readonly: boolean;
}

/**
 * What the parts of the element are given: the room, the words, and what a person can do with messages. An interface in
 * a file of its own, so that the parts need not import the class, which itself imports parts.
 */
export interface ChatContext {
  readonly room: ChatRoom | undefined;
  readonly words: Words;
  /** The BCP 47 tag of the place that the element is in. */
  readonly language: string | undefined;
  readonly relayUrl: string;
  readonly composer: ComposerContext;
  readonly scroll: ScrollContext;
  /** Who is here. */
  readonly people: { me: string | undefined; count: number; members: readonly Member[] };
  /** Who can be mentioned. */
  readonly names: Names;

  readonly isReadonly: boolean;
  /** Whether the server knows of more than messages. */
  readonly canAct: boolean;
  readonly canReact: boolean;

  /** The key of the message that the Tab key reaches; without one, it is the newest. */
  current: string | undefined;
  /** What is loaded when somebody first needs it. */
  readonly onDemand: OnDemandContext | undefined;
  /** Loads it, if there is a way at the moment. */
  readonly prepare: () => Promise<OnDemandContext | undefined>;

  /** What is wrong, in a sentence, by the code of the error. */
  problem(code: string): string;
  /** Says a sentence, for a while. */
  say(sentence: string): void;
  /** Says why a change was refused, if it is. */
  tell(done: Promise<void> | undefined): void;

  mayEdit(message: ChatMessage): boolean;
  hasReacted(message: ChatMessage, emoji: string): boolean;
  react(message: ChatMessage, emoji: string): void;
  /** Gives a message another text. @returns why it cannot, as things are. */
  change(message: ChatMessage, text: string): ChatErrorCode | undefined;
  /** One's own last message, if it can still be changed. */
  lastEditable(): ChatMessage | undefined;
  /** What is answered, as far as it is known. */
  quoted(seq: number): ChatMessage | 'loading' | 'gone';
  /** How a message reads by now. */
  latest(message: ChatMessage): ChatMessage;

  /** Where a message stands in the document, if it does. */
  itemOf(key: string): HTMLElement | null | undefined;
  focusMessage(key: string): void;
  goTo(seq: number): Promise<void>;
  openMenu(message: ChatMessage, button: Element): Promise<void>;
}

/** The fields below the messages. */
export interface ComposerContext {
  readonly name: string;
  /** What is wrong with the name or the text. */
  readonly problem: ChatErrorCode | undefined;
  reply(message: ChatMessage): void;
  edit(message: ChatMessage): void;
  /** Says what is wrong with the name or the text. */
  object(problem: ChatErrorCode | undefined): void;
}

/** The reader's place among the messages. */
export interface ScrollContext {
  /** The messages that are rendered. */
  readonly window: readonly ChatMessage[];
  /** Renders the messages around this one. */
  turnTo(key: string): void;
}

/** What loads on demand, as the parts of the first load use it. */
export interface OnDemandContext {
  readonly completion: { close(): void };
  readonly waits: { say(message: ChatMessage): string | undefined };
  /** What is said of a message that could not be sent. */
  failed(message: ChatMessage): TemplateResult;
  /** What belongs to the text field. */
  renderBeside(): unknown;
  /** Something was written in the text field. */
  look(field: HTMLTextAreaElement): void;
  /** A key in the text field. @returns whether it was meant for something here. */
  fieldKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean;
}
