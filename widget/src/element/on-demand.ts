import { html, type TemplateResult } from 'lit';
import { copyStyles } from '../actions/copy-styles.js';
import { failedMessage } from '../actions/failed/failed-message.js';
import { waitingMessage } from '../actions/failed/waiting-message.js';
import { failedStyles } from '../actions/failed/failed-styles.js';
import { JumpToMessage } from '../actions/jump-to-message.js';
import { menuStyles } from '../actions/menu/menu-styles.js';
import { MessageActions } from '../actions/message-actions.js';
import { MessageChanges } from '../actions/message-changes.js';
import { MessageInteractions } from '../actions/message-interactions.js';
import { RetryCountdown } from '../actions/failed/retry-countdown.js';
import { MessageToolbar } from '../actions/toolbar/message-toolbar.js';
import { toolbarStyles } from '../actions/toolbar/toolbar-styles.js';
import { touchStyles } from '../actions/touch/touch-styles.js';
import { barrier, barrierStyles } from '../actions/writing/barrier.js';
import { announceReplyOrEdit, onReplyOrEditKey, replyOrEdit } from '../actions/writing/reply-or-edit.js';
import { signIn } from '../actions/writing/sign-in.js';
import type { ChatErrorCode, ChatMessage } from '../client/index.js';
import { CharacterCounter } from '../composer/character-counter.js';
import { Completion } from '../composer/completion.js';
import { composerPartsStyles } from '../composer/composer-parts-styles.js';
import { makesDraftTooLong } from '../composer/draft/draft-limit.js';
import { EmojiInsertion } from '../composer/emoji-insertion.js';
import { toggleMark } from '../composer/formatting-keys.js';
import { SlowMode } from '../composer/slow-mode.js';
import { addEnglish } from '../i18n/locale-registry.js';
import { enOnDemand } from '../i18n/locales/en-on-demand.js';
import { ModerationActions } from '../moderation/moderation-actions.js';
import { moderationStyles } from '../moderation/moderation-styles.js';
import { controlsListStyles } from './header/controls-list-styles.js';
import { Controls } from './header/controls.js';
import { PeopleList } from '../people/people-list.js';
import { peopleStyles } from '../people/people-styles.js';
import { readReceiptStyles, seenBy } from '../people/read-receipts.js';
import { Pictures, pictureStyles } from '../timeline/message/picture.js';
import { adoptStyles } from '../ui/adopt-styles.js';
import { popoverStyles } from '../ui/popover/popover-styles.js';
import type { ChatContext, ConversationHost, OnDemandContext } from './context.js';

/**
 * The code that loads when the reader first turns to a message, to the text field or to the list of people. It is one file,
 * since one download is faster than several small ones.
 */
export class OnDemand implements OnDemandContext {
  readonly interactions: MessageInteractions;
  readonly jump: JumpToMessage;
  readonly completion: Completion;
  readonly people: PeopleList;
  readonly controls: Controls;
  readonly toolbar: MessageToolbar;
  readonly emoji: EmojiInsertion;
  #host: ConversationHost;
  readonly changes: MessageChanges;
  #context: ChatContext;
  #actions: MessageActions;
  #retryCountdown: RetryCountdown;
  #counter: CharacterCounter;
  #slowMode: SlowMode;
  #pictures = new Pictures();

  constructor(host: ConversationHost, context: ChatContext) {
    this.#host = host;
    this.#context = context;
    this.changes = new MessageChanges(host, context);
    this.#actions = new MessageActions(context, this.changes);
    const moderation = new ModerationActions(host, context);
    this.jump = new JumpToMessage(host, context);
    this.toolbar = new MessageToolbar(host, context);
    this.interactions = new MessageInteractions(host, context, this.#actions, moderation, this.toolbar);
    this.completion = new Completion(host, context);
    this.people = new PeopleList(host, context, moderation);
    this.controls = new Controls(host);
    this.#retryCountdown = new RetryCountdown(host, context);
    this.#counter = new CharacterCounter(host, context);
    this.#slowMode = new SlowMode(host, context);
    this.emoji = new EmojiInsertion(host, context);
    announceReplyOrEdit(host, context);
    adoptStyles(
      host,
      popoverStyles,
      controlsListStyles,
      menuStyles,
      toolbarStyles,
      touchStyles,
      peopleStyles,
      moderationStyles,
      composerPartsStyles,
      copyStyles,
      failedStyles,
      pictureStyles,
      readReceiptStyles,
      barrierStyles,
    );
    // Renders every chat on the page again, now with these texts.
    addEnglish(enOnDemand);
  }

  /** The popovers: the menu of a message, the list of people, the panel of moderators, the emoji for the text field, and a large picture. */
  render(): TemplateResult {
    return html`${this.interactions.menu.render()} ${this.people.render()} ${this.people.panel.render()}
    ${this.emoji.render()} ${this.#context.timelineParts?.files.renderLightbox()}`;
  }

  renderShield(): unknown {
    return this.people.panel.renderShield();
  }

  renderPicture(personId: string): TemplateResult | undefined {
    return this.#pictures.of(personId, this.#context.room);
  }

  renderSignIn(): TemplateResult | undefined {
    return signIn(this.#host, this.#context);
  }

  renderBarrier(): TemplateResult | undefined {
    return barrier(this.#host, this.#context);
  }

  renderWaiting(message: ChatMessage): TemplateResult | undefined {
    return waitingMessage(message, this.#context, this.#actions, this.#retryCountdown);
  }

  renderFailed(message: ChatMessage): TemplateResult {
    return failedMessage(message, this.#context, this.#actions);
  }

  renderReplyOrEdit(): TemplateResult | undefined {
    return replyOrEdit(this.#context);
  }

  renderHints(): unknown {
    return [this.#slowMode.render(), this.#counter.render()];
  }

  /** The people who have seen the reader's own last message. */
  seenBy(): { key: string; label: string } | undefined {
    return seenBy(this.#context.room, this.#context.words);
  }

  copy(text: string, element: Element): Promise<boolean> {
    return this.#actions.copyText(text, element);
  }

  saveEdit(message: ChatMessage, text: string): ChatErrorCode | undefined {
    return this.changes.saveEdit(message, text);
  }

  onInput(field: HTMLTextAreaElement): void {
    this.completion.onInput(field);
    this.#counter.onInput(field);
  }

  onBeforeInput(event: InputEvent): void {
    if (!makesDraftTooLong(event)) return;
    event.preventDefault();
    this.#context.composer.showProblem('too_long');
  }

  onFieldKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    return (
      this.completion.onKey(event, field) ||
      toggleMark(event, field) ||
      onReplyOrEditKey(event, field, this.#host.messages, this.#context)
    );
  }
}
