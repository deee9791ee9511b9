import { defaultRoom, isName, type Member } from '@realtime-chat/protocol';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ChatError, type ChatErrorCode, type ChatMessage, type ChatStatus } from '../client/index.js';
import type { Locale } from '../i18n/locales/en.js';
import { textStyles } from '../text/text-styles.js';
import { Composer } from '../composer/composer.js';
import { Conversation } from './conversation.js';
import type { Announced } from '../ui/announcer.js';
import { Attention } from './attention.js';
import { dress } from '../ui/adopt-styles.js';
import { announce } from './events.js';
import { keepFocus } from '../ui/focus-keeper.js';
import { ignoreRefusal } from '../ui/ignore-refusal.js';
import { LanguageController } from '../i18n/language-controller.js';
import { Launcher } from '../launcher/launcher.js';
import { launcherStyles } from '../launcher/launcher-styles.js';
import { addLocale } from '../i18n/locale-registry.js';
import { messageList, nothingYet } from '../timeline/message-list.js';
import { seenBy, typing } from '../people/typing-indicator.js';
import { ReaderController } from '../timeline/scroll-controller.js';
import { RoomController } from './room-controller.js';
import { conversationStyles } from '../timeline/message-styles.js';
import { styles } from './styles.js';
import { theme } from './theme.js';
import { newMessages } from '../timeline/unread.js';
import type { Strings, Words } from '../i18n/words.js';

/**
 * Live group chat for any page.
 *
 * @fires chat-status - The connection's status changed.
 * @fires chat-message - A message came live, from whomever.
 * @fires chat-send - A message is about to be sent; `preventDefault()` keeps it back.
 * @fires chat-sent - One's own message is stored.
 * @fires chat-error - Something did not work.
 * @fires chat-unread - The number of unseen messages changed.
 * @fires chat-mention - A message came live that mentions the reader.
 * @fires chat-members - The people in the room changed.
 * @fires chat-open - The launcher's panel was opened or closed.
 *
 * @csspart launcher - The floating button that opens the panel, where `layout` is `launcher`.
 * @csspart badge - How many messages are unseen, on that button.
 * @csspart panel - All the rest: what the button opens, or the chat in its place.
 * @csspart header - The bar on top.
 * @csspart status - The connection's status, in the header.
 * @csspart members - How many people are here, in the header: a button that shows who.
 * @csspart people - The list of who is here.
 * @csspart close - The button in the header that closes the panel.
 * @csspart bell - The switch of desktop notifications, in the header.
 * @csspart sound - The switch of the sound, in the header.
 * @csspart content - The pane of messages.
 * @csspart empty - What stands in place of the messages where there are none.
 * @csspart skeleton - The outlines that stand there while they load.
 * @csspart progress - The line that runs while older messages load.
 * @csspart message - One message; `own` as well if it is one's own, `relay` if it is the relay's own words.
 * @csspart avatar - The initials of a message's author.
 * @csspart byline - The line above a message's text.
 * @csspart author - A message's author.
 * @csspart verified - The mark of a name that the site vouches for.
 * @csspart time - When a message was stored.
 * @csspart text - A message's text; `own` as well if it is one's own.
 * @csspart edited - The mark of a message whose text was changed.
 * @csspart quote - What a message answers.
 * @csspart state - How far a message is on its way, or why it was not sent and what can be done.
 * @csspart reactions - All that a message was given.
 * @csspart reaction - An emoji that a message was given, with its count; `own` as well if one gave it oneself.
 * @csspart mention - A name that is mentioned; `own` as well if it is one's own.
 * @csspart actions - The button that opens a message's menu.
 * @csspart menu - What can be done with a message.
 * @csspart picker - Where an emoji is searched for.
 * @csspart seen - Who has seen one's own last message.
 * @csspart typing - Who is writing.
 * @csspart divider - The line between days, before what is new, and at the beginning; `unseen` before what is new.
 * @csspart latest - The button that leads to the newest message.
 * @csspart banner - The sentence that says what is wrong.
 * @csspart composer - The form at the bottom.
 * @csspart problem - What is wrong with the name or the text.
 * @csspart context - What is being answered or changed, above the field.
 * @csspart left - How much can still be written.
 * @csspart moderation - What moderators look after, above who is here.
 * @csspart queue - What waits for them.
 * @csspart completion - The names or emoji that complete what is being typed.
 * @csspart name - The name field.
 * @csspart field - The text field.
 * @csspart send - The send button.
 *
 * @slot header - In place of the heading.
 * @slot empty - In place of what a room without messages says.
 * @slot composer-start - Before the text field.
 * @slot composer-end - Between the text field and the button.
 * @slot footer - Below all of it.
 *
 * @cssproperty --chat-accent - Own messages, the button, the focus ring.
 * @cssproperty --chat-surface - Background.
 * @cssproperty --chat-text - Text. All further colours follow from these three.
 * @cssproperty --chat-on-accent - Text on the accent.
 * @cssproperty --chat-raised - Background of others' messages.
 * @cssproperty --chat-muted - Secondary text.
 * @cssproperty --chat-border - Lines.
 * @cssproperty --chat-danger - What went wrong.
 * @cssproperty --chat-font - Font family.
 * @cssproperty --chat-font-size - Font size, of which all others are parts.
 * @cssproperty --chat-space - The margins, of which all other distances are parts.
 * @cssproperty --chat-radius - Corners.
 * @cssproperty --chat-shadow - The shadow of what lies above the rest.
 * @cssproperty --chat-launcher-inset - How far the launcher is from the edges of the window.
 */
export class RealtimeChat extends LitElement {
  static override styles = [theme, styles, conversationStyles, textStyles, launcherStyles];

  /** Where the relay is when an element does not say: the origin that the script file came from. */
  static defaultRelayUrl: string | undefined;

  // Declared here and not by decorators, whose helpers alone would be half a kilobyte of every page's load.
  static override properties = {
    relayUrl: { attribute: 'relay-url' },
    room: {},
    username: {},
    token: {},
    tokenProvider: { attribute: false },
    heading: {},
    strings: { attribute: false },
    readonly: { type: Boolean },
    receipts: { type: Boolean },
    open: { type: Boolean, reflect: true },
    eager: { type: Boolean },
    sound: { type: Boolean },
    notifications: {},
    // Reflected, because the style sheet goes by the attributes.
    layout: { reflect: true },
    colorScheme: { attribute: 'color-scheme', reflect: true },
  };

  /** Where the relay is. A path in it is the relay's mount path. */
  declare relayUrl: string | undefined;
  /** Changing it leaves one room and joins the other. */
  declare room: string;
  /** Prefills the name field. */
  declare username: string;
  /** Identity token, passed to the relay. */
  declare token: string | undefined;
  /** Fetches a token where there is none, and whenever the one there was is over. */
  declare tokenProvider: (() => Promise<string>) | undefined;
  /** Title in the header. */
  declare heading: string;
  /** What is to be said in other words than those of the language. */
  declare strings: Strings | undefined;
  /** Reads without composing. */
  declare readonly: boolean;
  /** Lets the others see how far one has read, and shows who has seen one's own last message. */
  declare receipts: boolean;
  /** `launcher` for a floating button that opens a panel; else the chat is where the element is. */
  declare layout: string | undefined;
  /** Whether the launcher's panel is open. */
  declare open: boolean;
  /** Has a launcher enter the room before it is opened for the first time. */
  declare eager: boolean;
  /** Sounds when a message comes that the reader does not see. */
  declare sound: boolean;
  /**
   * How such a message is told outside of the chat, besides: `title`, `badge` and `desktop`, with spaces between them; all
   * of them, if it names none. With `mentions`, sounds and desktop notifications are for mentions alone.
   */
  declare notifications: string | null | undefined;
  /** `light` or `dark`; else the page's own. */
  declare colorScheme: string | undefined;

  #language = new LanguageController(this);
  #room = new RoomController(this, {
    isFollowing: () => this.#reader.following,
    heard: (message) => this.#attention.hear(message),
    kept: (text, place) => this.#composer.kept(text, place),
  });
  #reader = new ReaderController(this, () => this.#attention.reachedEnd());
  #composer = new Composer(this);
  /** @internal */
  readonly conversation = new Conversation(this, {
    room: () => this.#room.room,
    composer: this.#composer,
    scroll: this.#reader,
    words: () => this.#language.words,
    language: () => this.#language.calendar.language,
    relayUrl: () => this.resolvedRelayUrl,
  });
  #launcher = new Launcher(this);
  #attention = new Attention(
    this,
    () => this.#launcher.isOpen && this.#reader.following,
    () => this.#announced(),
  );

  /**
   * Brings a language, or other words for one that is there.
   *
   * @param language its BCP 47 tag
   */
  static addLocale(language: string, locale: Locale): void {
    addLocale(language, locale);
  }

  /** The connection's status. */
  get status(): ChatStatus {
    return this.#room.room?.status ?? 'closed';
  }

  /** All messages that are loaded, oldest first. */
  get messages(): readonly ChatMessage[] {
    return this.#room.room?.messages ?? [];
  }

  /** The people in the room, the first hundred. */
  get members(): readonly Member[] {
    return this.#room.room?.members ?? [];
  }

  /** How many messages came that were not seen yet. */
  get unread(): number {
    return this.#attention.unread.count;
  }

  /** How many of them mention the reader. */
  get mentions(): number {
    return this.#attention.unread.mentions;
  }

  constructor() {
    super();
    this.room = defaultRoom;
    this.username = '';
    this.heading = '';
    this.readonly = false;
    this.receipts = false;
    this.sound = false;
    this.open = false;
    this.eager = false;
    keepFocus(this, this.conversation);
  }

  /**
   * Says something under the name in the name field.
   *
   * @returns the message, once the relay has stored it.
   * @throws {ChatError} why it could not be sent
   */
  async send(text: string): Promise<ChatMessage> {
    this.#catchUp();
    const sent = this.#send(text, this.#composer.name);
    if (sent instanceof ChatError) throw sent;
    return sent;
  }

  /** Enters the room, if it was left by `disconnect()`; of an element that is in no document, as soon as it is. */
  connect(): void {
    this.#catchUp();
    this.#room.connect();
  }

  /** Leaves the room until `connect()`. */
  disconnect(): void {
    this.#room.disconnect();
  }

  /** Loads the page before the oldest message. */
  async loadOlder(): Promise<void> {
    const { room } = this.#room;
    // An element that was never in a document has no room, and no update that would complete.
    if (!room) return;
    await room.loadOlder();
    await this.updateComplete;
  }

  scrollToLatest(): void {
    this.#reader.toEnd();
  }

  /**
   * Focuses the text field, or the name field as long as it is empty; where there is nothing to write with, the messages;
   * the button of a panel that is closed.
   */
  override focus(options?: FocusOptions): void {
    this.#catchUp();
    // While an open panel is still being loaded, the button has it.
    this.renderRoot?.querySelector<HTMLElement>('[part="launcher"]')?.focus(options);
    if (this.#launcher.isOpen) (this.readonly ? this.content : this.#composer)?.focus(options);
  }

  /** It is in another document, to which its style sheets do not come along. */
  adoptedCallback(): void {
    dress(this);
  }

  /** Not Lit's, which knows one document alone: the first that it is in may be another window's. */
  protected override createRenderRoot(): ShadowRoot {
    const root = this.attachShadow({ mode: 'open' });
    dress(this);
    return root;
  }

  /** @internal */
  get content(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>('[part="content"]') ?? null;
  }

  /** @internal */
  get isWatching(): boolean {
    return this.#attention.isWatching;
  }

  /** @internal */
  get resolvedRelayUrl(): string {
    const url = this.relayUrl || RealtimeChat.defaultRelayUrl || location.origin;
    return URL.canParse(url, this.baseURI) ? new URL(url, this.baseURI).href : url;
  }

  /** @internal */
  get place(): string {
    return `${this.resolvedRelayUrl} ${this.room}`;
  }

  /** @internal */
  get speaker(): string | undefined {
    const name = this.#composer.name.trim();
    return isName(name) ? name : undefined;
  }

  /** @internal */
  typed(): void {
    this.#room.room?.typed();
  }

  /** @internal */
  renamed(): void {
    if (this.speaker !== undefined) this.#room.room?.rename(this.speaker);
  }

  /** @internal */
  submit(text: string, name: string, reply: ChatMessage | undefined): ChatErrorCode | undefined {
    this.#catchUp();
    const sent = this.#send(text, name, reply);
    if (sent instanceof ChatError) return sent.code;
    // What becomes of it is shown at the message itself.
    sent.catch(ignoreRefusal);
    return undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.eager || this.#launcher.isOpen) this.#room.enter();
    if (changed.has('open')) {
      this.#attention.announcer.clear();
      this.#reader.toEnd();
    }
    if (!changed.has('room') && !changed.has('relayUrl')) return;
    this.#attention.turn();
    this.#reader.toEnd();
  }

  /** One render a frame, whatever arrives. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) await nextFrame(this.ownerDocument.defaultView);
    await super.scheduleUpdate();
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    await this.#language.ready;
    return super.getUpdateComplete();
  }

  protected override render(): TemplateResult | typeof nothing {
    // The room is entered meanwhile.
    if (!this.#language.isReady) return nothing;
    const room = this.#room.room;
    const { words, direction } = this.#language;
    const acts = this.conversation;
    const heading = this.#heading(words);
    const sentence = this.#sentence(words);
    const { isPanel, isOpen } = this.#launcher;
    const announced = this.#attention.announcer.render();
    return html`${isPanel ? this.#launcher.render(words, this.#label(words), this.unread, direction) : nothing}${isOpen ? nothing : announced}
    <section part="panel" aria-label=${heading} lang=${words.language} dir=${direction ?? nothing}>
      <header part="header">
        <slot name="header"><h2>${heading}</h2></slot>
        ${this.#attention.notifications?.render()}
        <button type="button" part="members" aria-haspopup="dialog" ?hidden=${!room?.memberCount} @click=${acts.showPeople}>${words.say('people', { count: room?.memberCount ?? 0 })}</button>
        <span part="status" data-status=${this.status}>${words.say(`status.${this.status}`)}</span>
        ${isPanel ? this.#launcher.panel?.render(words) : nothing}
      </header>
      <div class="above">
        ${room?.isLoadingOlder ? html`<div part="progress" role="progressbar" aria-label=${words.say('loading')}></div>` : nothing}
        <div part="banner">${sentence || nothing}${this.status === 'refused' ? html` <button type="button" @click=${() => this.connect()}>${words.say('retry')}</button>` : nothing}</div>
      </div>
      <div part="content" role="region" aria-label=${words.say('messages')} tabindex="0"
        @scroll=${this.#reader.scrolled}
        @pointerenter=${acts.prepare}
        @focusin=${acts.focused}
        @contextmenu=${acts.handle}
        @pointerdown=${acts.handle}
        @pointermove=${acts.handle}
        @pointerup=${acts.handle}
        @pointercancel=${acts.handle}
        @keydown=${acts.handle}
      >
        ${this.messages.length === 0 ? nothingYet(room, words) : this.#list(words)}
      </div>
      ${isOpen ? announced : nothing} ${this.#reader.following ? nothing : this.#latest(this.#news(words) || words.say('latest'))}
      <div part="typing">${typing(room, words)}</div>
      ${this.readonly ? nothing : this.#composer.render(words)} ${acts.onDemand?.render()}
      <slot name="footer"></slot>
    </section>`;
  }

  #list(words: Words): TemplateResult {
    const room = this.#room.room;
    const isWhole = this.#reader.atBeginning && room?.keepsHistory && !room.hasOlder;
    return messageList({
      messages: this.#reader.window,
      opening: isWhole ? words.say(room.isTruncated ? 'truncated' : 'beginning') : undefined,
      firstUnseen: this.#attention.unread.first,
      seenBy: this.receipts ? seenBy(room, words) : undefined,
      keepsUnsent: room?.keepsUnsent ?? false,
      me: room?.me,
      names: this.conversation.names,
      calendar: this.#language.calendar,
      acts: this.conversation,
    });
  }

  #latest(label: string): TemplateResult {
    return html`<div class="latest">
      <button type="button" part="latest" @click=${() => this.scrollToLatest()}>
        ${label} ↓
      </button>
    </div>`;
  }

  /** What the page has just set, the room above all, counts for what is said now. */
  #catchUp(): void {
    if (this.isConnected && this.isUpdatePending) this.performUpdate();
  }

  #send(text: string, name: string, reply?: ChatMessage): Promise<ChatMessage> | ChatError {
    const room = this.#room.room;
    if (!room) return new ChatError('closed');
    const username = name.trim();
    const objection = room.objection(text, username);
    if (objection) return objection;
    if (!announce(this, 'chat-send', { message: text, username })) return new ChatError('cancelled');
    this.#room.enter();
    room.username = username;
    this.#attention.spoke();
    this.#reader.toEnd();
    return room.send(text, reply);
  }

  #heading(words: Words): string {
    return this.heading || words.say('heading');
  }

  /** How many messages are unseen, in words; nothing, if none is. */
  #news(words: Words): string {
    return this.unread ? newMessages(words, this.unread, this.mentions) : '';
  }

  /** What the launcher's button is called. */
  #label(words: Words): string {
    const news = this.#news(words);
    return news ? `${this.#heading(words)}, ${news}` : this.#heading(words);
  }

  #announced(): Announced | undefined {
    if (!this.#language.isReady) return undefined;
    const { words } = this.#language;
    const label = !this.#launcher.isOpen && this.#label(words);
    return { status: this.status, sentence: this.#sentence(words), label };
  }

  /** What is wrong, or to be known, at the moment. */
  #sentence(words: Words): string {
    const room = this.#room.room;
    const problem = room?.problem?.code ?? room?.restriction;
    if (problem) return this.conversation.problem(problem);
    if (this.conversation.notice) return this.conversation.notice;
    return room?.status === 'online' && !room.keepsHistory ? words.say('noHistory') : '';
  }
}

/**
 * The next frame that a window draws; one in the background draws none, one that is gone has no time either, and nobody
 * must wait for ever.
 */
function nextFrame(view: Window | null): Promise<unknown> {
  return new Promise((resolve) => {
    view?.requestAnimationFrame(resolve);
    setTimeout(resolve, 100);
  });
}
