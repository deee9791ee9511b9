import { isName, type Member } from '@realtime-chat/protocol';
import { nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ChatError, type ChatErrorCode, type ChatMessage, type ChatStatus } from '../client/index.js';
import { Composer } from '../composer/composer.js';
import { LanguageController } from '../i18n/language-controller.js';
import { addLocale } from '../i18n/locale-registry.js';
import type { Locale } from '../i18n/locales/en.js';
import { Launcher } from '../launcher/launcher.js';
import { ScrollController } from '../timeline/scroll-controller.js';
import { adoptStyles } from '../ui/adopt-styles.js';
import type { AnnouncerState } from '../ui/announcer.js';
import { keepFocus } from '../ui/focus-keeper.js';
import { ignoreRefusal } from '../ui/ignore-refusal.js';
import { nextFrame } from '../ui/next-frame.js';
import { updateOrRenderAnew } from '../ui/render-anew.js';
import { Attention } from './attention.js';
import { Conversation } from './conversation.js';
import { emitEvent, type SentFiles } from './events.js';
import { MessageMethods } from './message-methods.js';
import { pageOrigin } from './page-origin.js';
import { Permalinks } from './permalinks/permalinks.js';
import { RoomController } from './room-controller.js';
import { chatStyles } from './styles/chat-styles.js';
import { bannerText, chatTemplate, launcherLabel } from './template.js';

/**
 * Live group chat for any page, over a relay of your own. The base class `ChatProperties` declares and documents attributes,
 * properties, events, slots, parts and custom properties.
 *
 * @tag realtime-chat
 */
export class RealtimeChat extends MessageMethods {
  static override styles = chatStyles;

  /** The relay of elements without `relay-url`: the folder that the script file came from. */
  static defaultRelayUrl: string | undefined;

  #language = new LanguageController(this);
  #room = new RoomController(this, {
    isAtEnd: () => this.#scroll.isAtEnd,
    onMessage: (message) => this.#attention.receive(message),
    onQueued: (text, room) => this.#composer.messageQueued(text, room),
    onReset: () => {
      this.#attention.reset();
      this.#scroll.scrollToEnd();
    },
  });
  #scroll = new ScrollController(this, () => this.#attention.look());
  #composer = new Composer(this);
  /** @internal */
  readonly conversation = new Conversation(this, {
    room: () => this.#room.room,
    composer: this.#composer,
    scroll: this.#scroll,
    words: () => this.#language.words,
    language: () => this.#language.language,
    relayUrl: () => this.resolvedRelayUrl,
    announce: (sentence) => this.#attention.announcer?.say(sentence),
  });
  #launcher = new Launcher(this);
  /** Rendered by a server, if any. It is not hydrated, but removed: it is another template. */
  #skeleton: Element | null | undefined;
  #attention = new Attention(
    this,
    () => this.#launcher.isOpen,
    this.#scroll,
    () => this.#announcerState(),
  );

  /**
   * Adds a language, or replaces the texts of one that is there.
   *
   * @param language its BCP 47 tag
   */
  static addLocale(language: string, locale: Locale): void {
    addLocale(language, locale);
  }

  /** `connecting`, `online`, `reconnecting`, `refused` or `closed`. */
  get status(): ChatStatus {
    return this.#room.room?.status ?? 'closed';
  }

  /** The loaded messages, oldest first. The relay's greeting is none of them. */
  get messages(): readonly ChatMessage[] {
    return this.#room.room?.messages ?? [];
  }

  /** The first hundred people in the room. */
  get members(): readonly Member[] {
    return this.#room.room?.members ?? [];
  }

  /** How many messages the reader has not seen (docs/element.md#seen-and-unseen). */
  get unread(): number {
    return this.#attention.unread?.count ?? 0;
  }

  /** How many of the unseen messages mention the reader. */
  get mentions(): number {
    return this.#attention.unread?.mentions ?? 0;
  }

  constructor() {
    super();
    keepFocus(this, this.conversation);
    new Permalinks(this);
  }

  /** Enters the room again after `disconnect()`. An element outside of a document enters when it is inserted. */
  connect(): void {
    this.flushUpdate();
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

  /** Scrolls to the newest message. */
  scrollToLatest(): void {
    this.#scroll.scrollToEnd();
  }

  /**
   * Focuses the text field, or the name field while it is empty. A read-only chat focuses the messages; a closed launcher
   * focuses its button.
   */
  override focus(options?: FocusOptions): void {
    this.flushUpdate();
    // While the code of an open panel is loading, the button keeps the focus.
    this.renderRoot?.querySelector<HTMLElement>('[part="launcher"]')?.focus(options);
    if (this.#launcher.isOpen) (this.readonly ? this.content : this.#composer)?.focus(options);
  }

  /** Style sheets belong to one document, so the new document needs its own. */
  adoptedCallback(): void {
    adoptStyles(this);
  }

  /** Replaces Lit's own, which creates style sheets for the script's document only; this one may be another window's. */
  protected override createRenderRoot(): ShadowRoot {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    this.#skeleton = root.querySelector('section');
    adoptStyles(this);
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
    const url = this.relayUrl || RealtimeChat.defaultRelayUrl || pageOrigin(this);
    return URL.canParse(url, this.baseURI) ? new URL(url, this.baseURI).href : url;
  }

  /** @internal */
  get displayName(): string | undefined {
    const name = this.#composer.name.trim();
    return this.#room.room?.choosesName && isName(name) ? name : undefined;
  }

  /** @internal */
  sendTyping(): void {
    this.#composer.readName();
    this.sendName();
    this.#room.room?.typed();
  }

  /** @internal */
  sendName(): void {
    if (this.displayName !== undefined) this.#room.room?.rename(this.displayName);
  }

  /** @internal */
  submit(
    text: string,
    name: string,
    reply: ChatMessage | undefined,
    files?: SentFiles,
  ): ChatErrorCode | undefined {
    this.flushUpdate();
    const sent = this.post(text, name, reply, files);
    if (sent instanceof ChatError) return sent.code;
    // The message itself shows its delivery state.
    sent.catch(ignoreRefusal);
    return undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.eager || this.#launcher.isOpen) this.#room.enter();
    if (!changed.has('open')) return;
    this.#attention.announcer?.clear();
    this.#scroll.scrollToEnd();
  }

  /** Renders once per animation frame, however many messages arrive. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) await nextFrame(this.ownerDocument.defaultView);
    await super.scheduleUpdate();
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    await this.#language.ready;
    return super.getUpdateComplete();
  }

  /** Other scripts, such as translators, may have changed what was rendered. If it cannot be updated, it is rendered anew. */
  protected override update(changed: PropertyValues<this>): void {
    // It stays until the texts are loaded.
    if (this.#language.isReady) this.#skeleton?.remove();
    updateOrRenderAnew(this, () => super.update(changed));
  }

  protected override render(): TemplateResult | typeof nothing {
    // The room is entered while the texts load.
    if (!this.#language.isReady) return nothing;
    return chatTemplate(this, {
      room: this.#room.room,
      language: this.#language,
      scroll: this.#scroll,
      composer: this.#composer,
      context: this.conversation,
      launcher: this.#launcher,
      attention: this.#attention,
    });
  }

  protected async openPanel(): Promise<void> {
    if (!this.#launcher.isPanel) return;
    this.open = true;
    await (await this.#launcher.load())?.loadPanel();
    // The panel opens with the next update, and moves the focus into it.
    await this.updateComplete;
  }

  /**
   * Renders at once: before a message is sent, properties that the page has just set have to be applied.
   *
   * @internal
   */
  flushUpdate(): void {
    if (this.isConnected && this.isUpdatePending) this.performUpdate();
  }

  protected post(
    text: string,
    name: string,
    reply?: ChatMessage,
    files?: SentFiles,
  ): Promise<ChatMessage> | ChatError {
    const room = this.#room.room;
    if (!room) return new ChatError('closed');
    const username = name.trim();
    const objection = room.objection(text, username, files);
    if (objection) return objection;
    if (
      !emitEvent(
        this,
        'chat-send',
        { message: text, username, ...(reply && { reply }), ...(files && { files }) },
        true,
      )
    )
      return new ChatError('cancelled');
    this.#room.enter();
    if (room.choosesName) room.username = username;
    this.#attention.removeUnseenDivider();
    this.#scroll.scrollToEnd();
    return room.send(text, reply, files);
  }

  #announcerState(): AnnouncerState | undefined {
    if (!this.#language.isReady) return undefined;
    const { words } = this.#language;
    return {
      status: this.status,
      sentence: bannerText(this.conversation),
      label: !this.#launcher.isOpen && launcherLabel(this, words),
    };
  }
}
