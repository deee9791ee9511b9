import type { Reaction } from '@realtime-chat/protocol';
import { addEnglish } from '../../i18n/locale-registry.js';
import { enNewMessages } from '../../i18n/locales/en-new-messages.js';
import type { ChatContext, Names, QuotedMessage, TextOptions, TimelineParts } from '../../element/context.js';
import type { ChatMessage } from '../../client/index.js';
import { emojiSize } from '../../text/emoji-only.js';
import { formatted } from '../../text/formatted.js';
import { mentionsIn } from '../../text/mentions-in.js';
import { textFormat } from '../../text/text-format.js';
import { textStyles } from '../../text/text-styles.js';
import { adoptStyles } from '../../ui/adopt-styles.js';
import { Announcer } from '../../ui/announcer.js';
import { hideDayNames } from '../day-names.js';
import { Entrance, entranceStyles } from '../motion/entrance.js';
import { fileSize } from '../files/file-size.js';
import { MessageFiles } from '../files/message-files.js';
import { messageText } from '../files/message-text.js';
import { fillPane } from '../fill-pane.js';
import { NameList } from '../mentions.js';
import { Greeting } from '../greeting/greeting.js';
import { CodeBlocks } from '../message/code-blocks.js';
import { deletedMessages } from '../message/deleted-messages.js';
import { LongTexts } from '../message/long-texts.js';
import { reactionLabel, reactions, reactionStyles } from '../message/reactions.js';
import { verifiedMark, verifiedMarkStyles } from '../message/verified-mark.js';
import { panePartsStyles } from '../pane-parts-styles.js';
import { Quotes } from '../quote/quotes.js';
import { Unread } from './unread.js';

/**
 * The code that loads when the room is entered, beside the connection: it announces new messages, counts the unseen ones, and
 * formats texts.
 */
export class NewMessages implements TimelineParts {
  readonly announcer: Announcer;
  readonly unread: Unread;
  readonly files: MessageFiles;
  #context: ChatContext;
  #greeting: Greeting;
  #longTexts: LongTexts;
  #codeBlocks: CodeBlocks;
  #quotes: Quotes;
  #names = new NameList();
  #host: ConstructorParameters<typeof Unread>[0];

  constructor(
    announcer: ConstructorParameters<typeof Announcer>,
    unread: ConstructorParameters<typeof Unread>,
  ) {
    this.announcer = new Announcer(...announcer);
    this.unread = new Unread(...unread);
    const [, context] = announcer;
    this.#context = context;
    [this.#host] = unread;
    context.timelineParts = this;
    this.files = new MessageFiles(unread[0], context);
    this.#greeting = new Greeting(unread[0], context);
    this.#longTexts = new LongTexts(unread[0], context);
    this.#quotes = new Quotes(unread[0], context);
    this.#codeBlocks = new CodeBlocks(unread[0], context);
    fillPane(unread[0]);
    hideDayNames(unread[0]);
    // After what measures: an animation that has begun makes the browser lay out again.
    new Entrance(unread[0], context);
    adoptStyles(unread[0], panePartsStyles, textStyles, verifiedMarkStyles, reactionStyles, entranceStyles);
    // The object stays the same: files that load later copy what they import (`lazy-chunks.mjs`).
    Object.assign(textFormat, { formatted, mentionsIn, emojiSize, fileSize } satisfies typeof textFormat);
    // Renders every chat on the page again, now with these texts and with formatting.
    addEnglish(enNewMessages);
  }

  get names(): Names {
    const { room, composer } = this.#context;
    return this.#names.current(room?.members ?? [], this.#host.messages, composer.name.trim());
  }

  textOf(message: Pick<ChatMessage, 'message' | 'files'>, options?: TextOptions): string {
    return messageText(message, this.#context.words, options);
  }

  quotedMessage(seq: number): QuotedMessage {
    return this.#quotes.quotedMessage(seq);
  }

  quote(seq: number, original: QuotedMessage | undefined, tabIndex: number): unknown {
    return this.#quotes.render(seq, original, tabIndex);
  }

  greeting(): unknown {
    return this.#greeting.render();
  }

  showMore(message: ChatMessage, tabIndex: number): unknown {
    return this.#longTexts.showMore(message, tabIndex);
  }

  reactions(message: ChatMessage, tabIndex: number): unknown {
    return reactions(message, tabIndex, this.#context);
  }

  reactionLabel(reaction: Reaction): string {
    return reactionLabel(reaction, this.#context.words);
  }

  verifiedMark(): unknown {
    return verifiedMark(this.#context.words);
  }

  copyButton(code: string, tabIndex: number): unknown {
    return this.#codeBlocks.copyButton(code, tabIndex);
  }

  get version(): number {
    // Both only grow.
    return this.#longTexts.unfolded.size + this.files.version;
  }

  unfold(key: string): void {
    this.#longTexts.unfold(key);
  }

  layOut(): void {
    this.#longTexts.layOut();
    this.#codeBlocks.layOut();
  }

  deletedMessages(first: ChatMessage, keys: readonly string[], tabStop: string | undefined): unknown {
    return deletedMessages(first, keys, tabStop, this.#context.words);
  }
}
