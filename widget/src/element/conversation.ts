import type { Member } from '@realtime-chat/protocol';
import type { ReactiveController } from 'lit';
import { ChatError, type ChatErrorCode, type ChatMessage, type ChatRoom } from '../client/index.js';
import type { ChatContext, ComposerContext, ConversationHost, ScrollContext } from './context.js';
import { isElement } from '../ui/is-element.js';
import { lazy } from '../ui/lazy.js';
import { NameList, type Names } from '../timeline/mentions.js';
import { keyOf } from '../timeline/message-key.js';
import type { OnDemand } from './on-demand.js';
import type { Words } from '../i18n/words.js';

/** What the conversation works with; the room may be another one later. */
interface Means {
  room: () => ChatRoom | undefined;
  composer: ComposerContext;
  scroll: ScrollContext;
  words: () => Words;
  language: () => string | undefined;
  relayUrl: () => string;
}

const loadOnDemand = lazy(() => import('./on-demand.js'));

/** For how long a sentence about what went wrong stands, in milliseconds. */
const noticeLifetime = 10_000;
/** What a person does with messages, as far as it is there from the beginning. */
export class Conversation implements ChatContext, ReactiveController {
  /** What did not work, in a sentence. */
  notice = '';
  /** The key of the message that the Tab key reaches; without one, it is the newest. */
  current: string | undefined;
  /** What is loaded when somebody first needs it. */
  onDemand: OnDemand | undefined;
  #means: Means;
  #host: ConversationHost;
  #isMissing = false;
  #nameList = new NameList();
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ConversationHost, means: Means) {
    this.#host = host;
    this.#means = means;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#noticeTimer);
    this.notice = '';
  }

  /** Loads it, if there is a way at the moment: some browsers never ask again for what they once failed to load. */
  readonly prepare = async (): Promise<OnDemand | undefined> => {
    if (this.onDemand || !this.#isReachable) return this.onDemand;
    const part = await loadOnDemand();
    if (part) this.onDemand ??= new part.OnDemand(this.#host, this);
    else this.#isMissing = true;
    this.#host.requestUpdate();
    return this.onDemand;
  };

  /** Requests what is shown and not there yet: quoted messages, and the words for what went wrong. */
  hostUpdated(): void {
    const { room, composer } = this;
    const { window: shown } = this.scroll;
    for (const { reply } of shown) {
      if (reply !== undefined) room?.requestMessage(reply);
    }
    const hasProblem = room?.problem ?? room?.restriction ?? composer.problem;
    const hasFailed = shown.some(({ state }) => state === 'failed');
    if (this.#canLoad && (hasProblem || hasFailed)) void this.prepare();
  }

  /** What is wrong, by the code of the error. For most codes the words have to be loaded, and meanwhile there are none. */
  problem(code: string): string {
    const { words } = this;
    return this.#canLoad ? words.say(`problem.${code}` as 'problem') : words.problem(code);
  }

  /** To be given what happens in the pane of messages. */
  readonly handle = (event: Event): void => {
    const { target } = event;
    if (this.onDemand) return this.onDemand.ways.handle(event, target);
    // A finger comes without having hovered before.
    if (event.type === 'pointerdown') {
      void this.prepare().then((onDemand) => onDemand?.ways.handle(event, target));
    }
  };

  /** To be given when the focus comes into the pane of messages. */
  readonly focused = ({ target }: Event): void => {
    void this.prepare();
    const key = isElement(target) && target.closest<HTMLElement>('[data-key]')?.dataset.key;
    if (!key || key === this.current) return;
    this.current = key;
    this.#host.requestUpdate();
  };

  async goTo(seq: number): Promise<void> {
    await (await this.#prepared())?.acts.goTo(seq);
  }

  async openMenu(message: ChatMessage, button: Element): Promise<void> {
    (await this.#prepared())?.ways.open(message, button.getBoundingClientRect());
  }

  readonly showPeople = async ({ currentTarget }: Event): Promise<void> => {
    const opener = currentTarget as HTMLElement;
    (await this.#prepared())?.people.toggle(opener);
  };

  /** Who is here. */
  get people(): { me: string | undefined; count: number; members: readonly Member[] } {
    const { me, memberCount: count = 0, members = [] } = this.room ?? {};
    return { me, count, members };
  }

  get words(): Words {
    return this.#means.words();
  }

  get composer(): ComposerContext {
    return this.#means.composer;
  }

  get scroll(): ScrollContext {
    return this.#means.scroll;
  }

  get language(): string | undefined {
    return this.#means.language();
  }

  get relayUrl(): string {
    return this.#means.relayUrl();
  }

  get isReadonly(): boolean {
    return this.#host.readonly;
  }

  /** Whether the server knows of more than messages. */
  get canAct(): boolean {
    return this.room?.keepsHistory ?? false;
  }

  get canReact(): boolean {
    return this.canAct && !this.isReadonly;
  }

  /** Who can be mentioned. */
  get names(): Names {
    const room = this.room;
    return this.#nameList.current(room?.members ?? [], this.#host.messages, this.#means.composer.name.trim());
  }

  mayEdit(message: ChatMessage): boolean {
    return !this.isReadonly && (this.room?.mayEdit(message) ?? false);
  }

  hasReacted(message: ChatMessage, emoji: string): boolean {
    const me = this.room?.me;
    return (message.reactions ?? []).some(
      (each) => each.emoji === emoji && each.people.some(({ id }) => id === me),
    );
  }

  react(message: ChatMessage, emoji: string): void {
    this.tell(this.room?.react(message, emoji, !this.hasReacted(message, emoji)));
  }

  /** Gives a message another text. @returns why it cannot, as things are. */
  change(message: ChatMessage, text: string): ChatErrorCode | undefined {
    const room = this.room;
    const objection = room?.objection(text, message.username);
    if (objection) return objection.code;
    // Nobody is told that nothing was changed.
    if (text !== message.message) this.tell(room?.edit(message, text));
    return undefined;
  }

  /** One's own last message, if it can still be changed. */
  lastEditable(): ChatMessage | undefined {
    const last = this.#host.messages.findLast(({ own, deleted }) => own && !deleted);
    return last && this.mayEdit(last) ? last : undefined;
  }

  /** What is answered, as far as it is known. */
  readonly quoted = (seq: number): ChatMessage | 'loading' | 'gone' => {
    const room = this.room;
    return room?.at(seq) ?? (room?.isGone(seq) ? 'gone' : 'loading');
  };

  focusMessage(key: string): void {
    (this.itemOf(key) ?? this.#host.content)?.focus({ preventScroll: true });
  }

  /** How a message reads by now. */
  latest(message: ChatMessage): ChatMessage {
    return this.#host.messages.find((each) => keyOf(each) === keyOf(message)) ?? message;
  }

  /** Where a message stands in the document, if it does. */
  itemOf(key: string): HTMLElement | null | undefined {
    return this.#host.content?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  }

  /** Says a sentence, for a while. */
  say(sentence: string): void {
    this.notice = sentence;
    this.#host.requestUpdate();
    clearTimeout(this.#noticeTimer);
    if (sentence) this.#noticeTimer = setTimeout(() => this.say(''), noticeLifetime);
  }

  get room(): ChatRoom | undefined {
    return this.#means.room();
  }

  get #isReachable(): boolean {
    const status = this.room?.status;
    return status === 'online' || status === 'refused';
  }

  /** Whether what is missing comes by itself. After a failure, that is left to the person who turns to something. */
  get #canLoad(): boolean {
    return !this.onDemand && !this.#isMissing && this.#isReachable;
  }

  /** As `prepare`, for who waits for it. */
  async #prepared(): Promise<OnDemand | undefined> {
    const prepared = await this.prepare();
    if (!prepared) this.say(this.words.problem('no_answer'));
    return prepared;
  }

  /** What is refused is shown again as it was, and the reason is said. */
  tell(done: Promise<void> | undefined): void {
    this.say('');
    done?.catch(async (error: unknown) => {
      if (!(error instanceof ChatError)) throw error;
      // Some of the reasons have their words there.
      await this.prepare();
      this.say(this.words.problem(error.code));
    });
  }
}
