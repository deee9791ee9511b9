import type { Member, Reaction } from '@realtime-chat/protocol';
import type { ReactiveControllerHost, TemplateResult } from 'lit';
import type { ChatErrorCode, ChatMessage, ChatRoom, OutgoingFile } from '../client/index.js';
import type { Strings, Words } from '../i18n/words.js';

/** How a page names a message: the message itself, its `id` or its `seq`. */
export type MessageTarget = ChatMessage | string | number;

/** The names that can be mentioned in a room, the reader's own among them. */
export interface Names {
  /** All names but the reader's own; people in the room come first. */
  readonly others: readonly string[];
  /** @returns the length of the mention that begins at this index, including its `@`; 0 if there is none. */
  readonly lengthAt: (text: string, index: number) => number;
  readonly isOwn: (name: string) => boolean;
  /** Whether a text mentions the reader. */
  readonly mentionsMe: (text: string) => boolean;
}

/** The element, as its parts know it. */
export interface ConversationHost extends ReactiveControllerHost, HTMLElement {
  /** The scrolling pane of messages, once it is rendered. */
  readonly content: HTMLElement | null;
  readonly messages: readonly ChatMessage[];
  readonly readonly: boolean;
  readonly receipts: boolean;
  /** Texts of the page's own. */
  readonly strings: Strings | undefined;
  /** Renders at once what has changed. */
  flushUpdate(): void;
}

/**
 * Everything that the parts of the element share: the room, the words, and the operations on messages. It is an
 * interface in a file of its own, so that parts need not import the class `Conversation`, which itself imports parts.
 */
export interface ChatContext {
  readonly room: ChatRoom | undefined;
  readonly words: Words;
  /** The BCP 47 tag of the language of the surrounding page. */
  readonly language: string | undefined;
  readonly relayUrl: string;
  /** The present time by the relay's clock, in milliseconds since 1970. */
  readonly now: number;
  readonly composer: ComposerContext;
  readonly scroll: ScrollContext;
  readonly people: { me: string | undefined; count: number; members: readonly Member[] };
  /** None until the code that formats texts is loaded. */
  readonly names: Names;

  readonly isReadonly: boolean;
  /** Whether the server supports more than plain messages: replies, edits, reactions. */
  readonly canAct: boolean;
  readonly canReact: boolean;

  /** The key of the message that the Tab key reaches; if undefined, it is the newest. */
  tabStop: string | undefined;
  /** The code for the timeline that loads when the room is entered, once it is loaded. */
  timelineParts: TimelineParts | undefined;
  /** The code that loads once the room is online, once it is loaded. */
  readonly afterJoin: AfterJoinContext | undefined;
  /** The code that loads on demand, once it is loaded. */
  readonly onDemand: OnDemandContext | undefined;
  /** Loads that code if the relay can be reached at the moment. */
  readonly loadOnDemand: () => Promise<OnDemandContext | undefined>;
  /** To be called with the click on the button for emoji. */
  readonly toggleEmoji: (event: Event) => Promise<void>;

  /** A temporary sentence in the banner, such as why a change was refused; empty if there is none. */
  readonly notice: string;
  showNotice(sentence: string): void;
  /** Tells screen readers a sentence that is shown in another way, or not in words. */
  announce(sentence: string): void;
  /** Shows why a change was refused, if it is. */
  reportRefusal(done: Promise<void> | undefined): void;
  /** The sentence for an error code; empty while its text is still loading. */
  problemText(code: string): string;

  /** The loaded message that the page means. */
  find(target: MessageTarget): ChatMessage | undefined;
  /** The page's address with the fragment of a stored message. @throws {ChatError} `not_found` */
  linkTo(target: MessageTarget): string;
  hasReacted(message: ChatMessage, emoji: string): boolean;
  /** Adds the reader's reaction, or removes it if it is there. */
  react(message: ChatMessage, emoji: string): void;
  /** The current version of a message. */
  latest(message: ChatMessage): ChatMessage;

  /** The element of a message, if it is in the document. Several deleted messages in a row share one. */
  elementOf(key: string): HTMLElement | null | undefined;
  focusMessage(key: string): void;
  jumpTo(seq: number): Promise<void>;
  /** @param isPicking whether it shows the emoji picker at once */
  openMenu(message: ChatMessage, button: Element, isPicking?: boolean): Promise<void>;
}

/** The name field and the text field. */
export interface ComposerContext {
  readonly name: string;
  /** Takes the name from its field, which may have been filled without an event. */
  readName(): void;
  /** Lets the reader change the name. */
  rename(): void;
  /** The validation error of the name or the text. */
  readonly problem: ChatErrorCode | undefined;
  /** The message that is being answered or edited. */
  readonly original: ChatMessage | undefined;
  readonly isEditing: boolean;
  reply(message: ChatMessage): void;
  edit(message: ChatMessage): void;
  /** Ends the reply or the edit. */
  cancel(): void;
  /** @param takesFocus whether the name field gets the focus; default: if the problem is about the name */
  showProblem(problem: ChatErrorCode | undefined, takesFocus?: boolean): void;
  /** Focuses the text field. */
  focusField(): void;
}

/** The reader's position in the timeline. */
export interface ScrollContext {
  /** The messages that are rendered. */
  readonly window: readonly ChatMessage[];
  /** While the page is printed, all loaded messages are. */
  isPrinting: boolean;
  /** Whether the newest message is in view. */
  readonly isAtEnd: boolean;
  /** Whether the oldest loaded message is rendered. */
  readonly isAtBeginning: boolean;
  /** Renders the messages around the one with this key. */
  showAround(key: string): void;
  scrollToEnd(): void;
  /** To be called after each scroll. */
  readonly onScroll: () => void;
}

/** The message that a reply quotes, as far as it is loaded. */
export type QuotedMessage = ChatMessage | 'loading' | 'gone';

/** How a message is put into words. */
export interface TextOptions {
  /** The most characters of its text that are read. */
  maxLength?: number;
  /** Whether the alternative texts of its files are told. */
  withAlternatives?: boolean;
}

/** The element, as the parts that show files use it. */
export type FilesHost = Pick<ConversationHost, 'content' | 'messages'> & ReactiveControllerHost & HTMLElement;

/** The files of messages. */
export interface FilesContext {
  render(message: Pick<ChatMessage, 'id' | 'files' | 'state'>, tabIndex: number): unknown;
  /** The dialog that shows a picture at full size. */
  renderLightbox(): unknown;
}

/** The code for the timeline that loads when the room is entered, as the parts of the first load use it. */
export interface TimelineParts {
  readonly names: Names;
  readonly files: FilesContext;
  /** A message in words, with those of its files. */
  textOf(message: Pick<ChatMessage, 'message' | 'files'>, options?: TextOptions): string;
  quotedMessage(seq: number): QuotedMessage;
  /** The line above a reply, which leads to the message that it quotes. */
  quote(seq: number, original: QuotedMessage | undefined, tabIndex: number): unknown;
  /** The relay's words of welcome, for a person that has not seen them yet. */
  greeting(): unknown;
  /** The button below a message whose text may be cut; `nothing` if it is shown whole. */
  showMore(message: ChatMessage, tabIndex: number): unknown;
  reactions(message: ChatMessage, tabIndex: number): unknown;
  /** The emoji, its count and the names of the people who gave it. */
  reactionLabel(reaction: Reaction): string;
  /** The mark behind a name that the site has verified. */
  verifiedMark(): unknown;
  /** The button that copies a code block. */
  copyButton(code: string, tabIndex: number): unknown;
  /** Changes whenever messages are shown in another way, although they are the same. */
  readonly version: number;
  /** Shows the message with this key whole from the next update on. */
  unfold(key: string): void;
  /** Cuts long messages, and marks where code is cut. To be called after an update, before the reader's position is restored. */
  layOut(): void;
  /** The line for several deleted messages in a row: the first of them, and the keys of all. */
  deletedMessages(first: ChatMessage, keys: readonly string[], tabStop: string | undefined): unknown;
}

/** The code that loads once the room is online, as the parts of the first load use it. */
export interface AfterJoinContext {
  /** The sentence about a lost connection or store; empty if there is none. */
  outageText(): string;
  /** The people who are typing, in a sentence. */
  typing(): unknown;
  /** The bubble at the end of the list meanwhile, and their names. */
  typingDots(): unknown;
  /** The button that stands for all controls of a narrow header, if there are any beside the button with the people. */
  controlsButton(controls: readonly unknown[]): unknown;
  /** The faces of a few people in the room, beside their number in the header. */
  faces(): unknown;
  /** The avatar of a person in the room, also of somebody without a name. */
  face(member: Member): unknown;
  /** The reader's own avatar, once there is a name. */
  renderOwnAvatar(): unknown;
  /** The button that lets a person choose files, where these can be sent. */
  renderAttach(): unknown;
  /** The files that are chosen for the next message, once there were any. */
  readonly attachments: AttachmentsContext | undefined;
  /** @returns undefined if their code cannot be loaded now */
  loadAttachments(): Promise<AttachmentsContext | undefined>;
  /** The label of the text field, if it is another one than usual, and what of a label stands in the field. */
  readonly fieldLabel: { readonly text: string | undefined; placeholder(label: string): string };
}

/** The files that are chosen for the next message. */
export interface AttachmentsContext {
  /** What is sent with the next message; undefined if nothing is. */
  readonly files: readonly OutgoingFile[] | undefined;
  /** @returns why they cannot be sent now; `cancelled` if `resubmit` will be called, because they are still being prepared */
  objection(resubmit: () => void): ChatErrorCode | undefined;
  /** The message with them is in the outbox. */
  clear(): void;
  /** Takes files that were chosen, dropped or pasted, or shows that they can be dropped. @param type of the event */
  receive(type: string, files: readonly File[]): void;
  /** Files as they are sent: pictures lose what a camera wrote into them, and large ones are scaled down. */
  prepare(files: readonly (File | OutgoingFile)[]): Promise<readonly OutgoingFile[]>;
  render(): unknown;
}

/** The code that loads on demand, as the parts of the first load use it. */
export interface OnDemandContext {
  /** The controls of a narrow header, which a button of it opens. */
  readonly controls: { toggle(opener: HTMLElement): void };
  readonly completion: { close(): void; render(): unknown };
  /** The quick actions of a message, and the icon of the button beside them. */
  readonly toolbar: { render(message: ChatMessage): unknown; readonly more: unknown };
  /** The button in the header that tells moderators what waits for them. */
  renderShield(): unknown;
  /** A person's picture, if they have one: the same object for the same picture. */
  renderPicture(personId: string): TemplateResult | undefined;
  /** The way to sign in, if that is needed. */
  renderSignIn(): TemplateResult | undefined;
  /** Stands in place of the composer for people who cannot write now. */
  renderBarrier(): TemplateResult | undefined;
  /** Why an own message waits: for its files, or for a time that the relay has asked for. */
  renderWaiting(message: ChatMessage): TemplateResult | undefined;
  /** Why a message could not be sent, and the actions for it. */
  renderFailed(message: ChatMessage): TemplateResult;
  /** The message that is being answered or edited. */
  renderReplyOrEdit(): TemplateResult | undefined;
  /** The hints above the text field: slow mode, and the character counter. */
  renderHints(): unknown;
  /** Copies a text, or selects the element that shows it and says why. @returns whether the text was copied */
  copy(text: string, element: Element): Promise<boolean>;
  /** Replaces a message's text by the one in the field. @returns why that is not possible now */
  saveEdit(message: ChatMessage, text: string): ChatErrorCode | undefined;
  /** To be called before the text in the field changes. */
  onBeforeInput(event: InputEvent): void;
  /** To be called when the text in the field has changed. */
  onInput(field: HTMLTextAreaElement): void;
  /** To be called for each key in the text field. @returns whether the key was handled */
  onFieldKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean;
}
