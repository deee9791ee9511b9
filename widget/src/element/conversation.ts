import type { Member } from '@realtime-chat/protocol';
import type { ReactiveController } from 'lit';
import { ChatError, type ChatMessage, type ChatRoom } from '../client/index.js';
import type { Words } from '../i18n/words.js';
import { keyOf } from '../timeline/message-key.js';
import { isElement } from '../ui/is-element.js';
import { lazy } from '../client/connection/lazy.js';
import type {
  ChatContext,
  ComposerContext,
  ConversationHost,
  MessageTarget,
  Names,
  ScrollContext,
  TimelineParts,
} from './context.js';
import { emitEvent } from './events.js';
import type { AfterJoin } from './after-join.js';
import type { OnDemand } from './on-demand.js';
import { permalinkTo } from './permalinks/permalinks.js';

/** Functions where the value may be another one later. */
interface ContextSources {
  room: () => ChatRoom | undefined;
  composer: ComposerContext;
  scroll: ScrollContext;
  words: () => Words;
  language: () => string | undefined;
  relayUrl: () => string;
  announce: (sentence: string) => void;
}

const loadCode = lazy(() => import('./on-demand.js'));
const loadAfterJoin = lazy(() => import('./after-join.js'));

/** Until the code that finds mentions is loaded. */
const noNames: Names = { others: [], lengthAt: () => 0, isOwn: () => false, mentionsMe: () => false };

/** How long a notice is shown, in milliseconds. */
const noticeLifetime = 10_000;

/** The element's `ChatContext`: the operations on messages that the first load needs, and the loader of the others. */
export class Conversation implements ChatContext, ReactiveController {
  notice = '';
  tabStop: string | undefined;
  timelineParts: TimelineParts | undefined;
  onDemand: OnDemand | undefined;
  afterJoin: AfterJoin | undefined;
  #sources: ContextSources;
  #host: ConversationHost;
  #hasLoadFailed = false;
  /** The press that has not ended yet, while the code that handles it is loaded. */
  #touch: Event | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ConversationHost, sources: ContextSources) {
    this.#host = host;
    this.#sources = sources;
    host.addController(this);
    // A browser leaves the page for a file that is dropped on it. What becomes of the file is decided once the room is online.
    for (const type of ['dragover', 'drop']) host.addEventListener(type, keepPage);
  }

  hostDisconnected(): void {
    clearTimeout(this.#noticeTimer);
    this.notice = '';
  }

  /** Does not try while the relay is out of reach: some browsers never request a failed module again. */
  readonly loadOnDemand = async (): Promise<OnDemand | undefined> => {
    if (this.onDemand || !this.#isReachable) return this.onDemand;
    const code = await loadCode();
    if (code) this.onDemand ??= new code.OnDemand(this.#host, this);
    else this.#hasLoadFailed = true;
    this.#host.requestUpdate();
    return this.onDemand;
  };

  /**
   * Loads that code as soon as the relay can be reached, for a request of the page's.
   *
   * @throws {ChatError} `no_answer` if it cannot be loaded, `closed` if the room was left
   */
  async whenLoaded(): Promise<OnDemand> {
    // Not in the middle of an attempt to connect.
    while (!this.onDemand && this.room?.status.endsWith('connecting'))
      await new Promise((resolve) => this.#host.addEventListener('chat-status', resolve, { once: true }));
    const onDemand = await this.loadOnDemand();
    if (!onDemand) throw new ChatError(this.#isReachable ? 'no_answer' : 'closed');
    return onDemand;
  }

  /** Loads the code for what is shown: pictures, read receipts, and the texts of errors. */
  hostUpdated(): void {
    const { room, composer } = this;
    if (room?.status === 'online') void this.#startAfterJoin();
    const hasProblem = room?.problem ?? room?.restriction ?? composer.problem;
    // The buttons of failed messages, and the progress of uploads, are in the code on demand. After a reload, nothing else loads it.
    const hasActions = this.#host.messages.some(
      ({ state, files }) => state === 'failed' || (state === 'queued' && files?.some(({ done }) => !done)),
    );
    if (
      this.#loadsByItself &&
      (hasProblem ||
        hasActions ||
        room?.slow ||
        room?.authors.length ||
        room?.queueCount ||
        room?.members.some(({ picture }) => picture) ||
        (this.#host.receipts && room?.seen.length))
    )
      void this.loadOnDemand();
  }

  problemText(code: string): string {
    const { words } = this;
    return this.#loadsByItself ? words.text(`problem.${code}` as 'problem') : words.problem(code);
  }

  /** To be called with pointer, key and context menu events of the pane of messages. */
  readonly onInteraction = (event: Event): void => {
    const { target } = event;
    if (this.onDemand) return this.onDemand.interactions.handle(event, target);
    // A finger touches without having hovered before, so nothing is loaded yet. It may be gone when the code is there.
    if (event.type === 'pointerup' || event.type === 'pointercancel') this.#touch = undefined;
    if (event.type === 'pointerdown') {
      this.#touch = event;
      void this.loadOnDemand().then((onDemand) => {
        if (this.#touch === event) onDemand?.interactions.handle(event, target);
      });
    }
  };

  /** To be called when the focus enters or moves within the pane of messages. */
  readonly onFocusIn = ({ target }: Event): void => {
    void this.loadOnDemand();
    const key = isElement(target) && target.closest<HTMLElement>('[data-key]')?.dataset.key;
    if (!key || key === this.tabStop) return;
    this.tabStop = key;
    this.#host.requestUpdate();
  };

  async jumpTo(seq: number): Promise<void> {
    await (await this.#loaded())?.jump.jumpTo(seq);
  }

  async openMenu(message: ChatMessage, button: Element, isPicking?: boolean): Promise<void> {
    (await this.#loaded())?.interactions.open(message, button.getBoundingClientRect(), isPicking);
  }

  readonly togglePeople = async ({ currentTarget }: Event): Promise<void> => {
    const opener = currentTarget as HTMLElement;
    (await this.#loaded())?.people.toggle(opener);
  };

  readonly toggleEmoji = async ({ currentTarget }: Event): Promise<void> => {
    const button = currentTarget as HTMLElement;
    (await this.#loaded())?.emoji.toggle(button);
  };

  get people(): { me: string | undefined; count: number; members: readonly Member[] } {
    const { me, memberCount: count = 0, members = [] } = this.room ?? {};
    return { me, count, members };
  }

  get room(): ChatRoom | undefined {
    return this.#sources.room();
  }

  get words(): Words {
    return this.#sources.words();
  }

  get composer(): ComposerContext {
    return this.#sources.composer;
  }

  get scroll(): ScrollContext {
    return this.#sources.scroll;
  }

  get language(): string | undefined {
    return this.#sources.language();
  }

  get relayUrl(): string {
    return this.#sources.relayUrl();
  }

  get now(): number {
    return this.room?.now ?? Date.now();
  }

  get isReadonly(): boolean {
    return this.#host.readonly;
  }

  get canAct(): boolean {
    return this.room?.keepsHistory ?? false;
  }

  get canReact(): boolean {
    return this.canAct && !this.isReadonly;
  }

  get names(): Names {
    return this.timelineParts?.names ?? noNames;
  }

  find(target: MessageTarget): ChatMessage | undefined {
    if (typeof target === 'object') return this.latest(target);
    return this.#host.messages.findLast(({ id, seq }) => id === target || seq === target);
  }

  linkTo(target: MessageTarget): string {
    const seq = this.find(target)?.seq;
    if (!this.room || seq === undefined) throw new ChatError('not_found');
    return permalinkTo(this.room.room, seq);
  }

  hasReacted(message: ChatMessage, emoji: string): boolean {
    const me = this.room?.me;
    return (message.reactions ?? []).some(
      (each) => each.emoji === emoji && each.people.some(({ id }) => id === me),
    );
  }

  react(message: ChatMessage, emoji: string): void {
    const on = !this.hasReacted(message, emoji);
    if (emitEvent(this.#host, 'chat-react', { message, emoji, on }, true))
      this.reportRefusal(this.room?.react(message, emoji, on));
  }

  /** Focuses the pane, if the message is not in the document. */
  focusMessage(key: string): void {
    (this.elementOf(key) ?? this.#host.content)?.focus({ preventScroll: true });
  }

  latest(message: ChatMessage): ChatMessage {
    return this.#host.messages.findLast((each) => keyOf(each) === keyOf(message)) ?? message;
  }

  elementOf(key: string): HTMLElement | null | undefined {
    const name = CSS.escape(key);
    return this.#host.content?.querySelector<HTMLElement>(
      `[data-key="${name}"], [data-keys*="\\a ${name}\\a "]`,
    );
  }

  showNotice(sentence: string): void {
    this.notice = sentence;
    this.#host.requestUpdate();
    clearTimeout(this.#noticeTimer);
    if (sentence) this.#noticeTimer = setTimeout(() => this.showNotice(''), noticeLifetime);
  }

  announce(sentence: string): void {
    this.#sources.announce(sentence);
  }

  /** The client itself restores the message that a refused change was about. */
  reportRefusal(done: Promise<void> | undefined): void {
    this.showNotice('');
    done?.catch(async (error: unknown) => {
      if (!(error instanceof ChatError)) throw error;
      if (error.code === 'cancelled') return;
      // The texts of some error codes are part of the on-demand code.
      await this.loadOnDemand();
      this.showNotice(this.words.problem(error.code));
    });
  }

  async #startAfterJoin(): Promise<void> {
    const code = this.afterJoin ? undefined : await loadAfterJoin();
    if (code) this.afterJoin ??= new code.AfterJoin(this.#host, this);
  }

  get #isReachable(): boolean {
    const status = this.room?.status;
    return status === 'online' || status === 'refused';
  }

  /** Whether missing code is loaded without being asked for. After a failure, only an action of the reader's loads it. */
  get #loadsByItself(): boolean {
    return !this.onDemand && !this.#hasLoadFailed && this.#isReachable;
  }

  /** Like `loadOnDemand`, for an action of the reader's: shows a notice if the code cannot be loaded. */
  async #loaded(): Promise<OnDemand | undefined> {
    const onDemand = await this.loadOnDemand();
    if (!onDemand) this.showNotice(this.words.problem('no_answer'));
    return onDemand;
  }
}

function keepPage(event: Event): void {
  if ((event as DragEvent).dataTransfer?.types.includes('Files')) event.preventDefault();
}
