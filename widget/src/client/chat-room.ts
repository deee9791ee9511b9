import {
  defaultRoom,
  type EntriesFrame,
  isName,
  isServerName,
  joinedSchema,
  limits,
  type Member,
  protocolVersion,
  type Sent,
  sentSchema,
  type TutorialMessage,
} from '@realtime-chat/protocol';
import { ChatError } from './chat-error.js';
import { Connection } from './connection.js';
import { Echoes } from './echoes.js';
import { Emitter } from './emitter.js';
import { newId } from './id.js';
import { type Courier, Outbox } from './outbox.js';
import type { Outgoing } from './outgoing.js';
import { OlderPages } from './older-pages.js';
import { Receipts } from './receipts.js';
import { Session } from './session.js';
import { type ChatMessage, Timeline } from './timeline.js';

/** How long entries that came too early wait for those before them, in milliseconds. */
const gapPatience = 300;

export interface ChatRoomOptions {
  /** Where the relay is: an absolute URL, whose path is where the relay lives on that server. */
  relayUrl: string;
  /** Default `lobby`. */
  room?: string;
  /** Under which one speaks; can be set later. */
  username?: string;
  /** Identity token for the relay. */
  token?: string;
}

/**
 * - `connecting`: for the first time
 * - `online`: in the room, with everything that was said
 * - `reconnecting`: the link was lost and is being tried again
 * - `refused`: the relay will not have us; `problem` says why
 * - `closed`: not connected, and not trying
 */
export type ChatStatus = 'connecting' | 'online' | 'reconnecting' | 'refused' | 'closed';

export interface ChatRoomEvents {
  status: { status: ChatStatus; previous: ChatStatus; problem: ChatError | undefined };
  /** Anything that is shown has changed. */
  change: undefined;
  /** A message of one's own is kept, and goes when its turn comes. */
  queued: ChatMessage;
  /** A message came live, from whomever. */
  message: ChatMessage;
  /** One's own message has its place in the log. */
  sent: ChatMessage;
  /** Something did not work; `message` is the one that could not be sent, if it is about one. */
  error: { error: ChatError; message?: ChatMessage };
  members: { count: number; members: readonly Member[] };
}

/** One room of a relay, as one person sees it. Works in browsers and in Node. */
export class ChatRoom extends Emitter<ChatRoomEvents> {
  readonly room: string;
  username: string | undefined;
  members: readonly Member[] = [];
  /** How many people are here; `members` names the first hundred. */
  memberCount = 0;
  /** False on a server that knows only the classic tutorial's events. */
  keepsHistory = true;
  #status: ChatStatus = 'closed';
  #problem: ChatError | undefined;
  #timeline = new Timeline();
  #connection: Connection | undefined;
  #outbox: Outbox;
  #session: Session;
  #relayUrl: string;
  #token: string | undefined;
  #joining = false;
  /** What came live while a join was asked: its answer may be told after what came right behind it. */
  #early: EntriesFrame[] = [];
  #greeted = false;
  #isClosed = false;
  #gapTimer: ReturnType<typeof setTimeout> | undefined;
  #joinTimer: ReturnType<typeof setTimeout> | undefined;
  #older = new OlderPages(this.#timeline);
  #receipts = new Receipts();
  #echoes = new Echoes();

  constructor(options: ChatRoomOptions) {
    super();
    this.#token = options.token;
    this.room = options.room || defaultRoom;
    this.username = options.username;
    // With a slash at the end or without, it is the same relay, and one is the same person there.
    this.#relayUrl = options.relayUrl.replace(/\/$/, '');
    this.#session = new Session(this.#relayUrl);
    this.#outbox = new Outbox(JSON.stringify([this.#relayUrl, this.room]), this.#courier());
  }

  get status(): ChatStatus {
    return this.#status;
  }

  /** Why it is not `online`, as far as that is known. */
  get problem(): ChatError | undefined {
    return this.#problem;
  }

  /** All that is loaded, oldest first; one's own that are not stored yet come last. */
  get messages(): readonly ChatMessage[] {
    return this.#timeline.messages;
  }

  /** Enters the room, and goes on trying for as long as it takes. */
  connect(): void {
    if (this.#status !== 'closed' && this.#status !== 'refused') return;
    this.#connection?.close();
    try {
      this.#connection = new Connection(this.#relayUrl, () => ({
        protocol: protocolVersion,
        session: this.#session.value,
        token: this.#token,
      }));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.#refuse(new ChatError('bad_url', error.message));
    }
    this.#connection.on('open', () => void this.#join());
    this.#connection.on('lost', () => this.#lost());
    this.#connection.on('refused', (error) => this.#refuse(error));
    // The page is seen again, or the machine is back on a network: the link may have died unnoticed.
    this.#connection.on('awake', () => void this.#join());
    this.#connection.on('garbled', (error) => this.#report(error));
    this.#connection.on('entries', (frame) => {
      if (frame.room !== this.room) return;
      if (this.#joining) this.#early.push(frame);
      this.#apply(frame.epoch, frame.entries);
    });
    this.#connection.on('members', (members) => {
      if (members.room !== this.room) return;
      this.#setMembers(members);
      // Only a relay knows members, so this is one whose answer to the join came too late.
      if (!this.keepsHistory) void this.#join();
    });
    this.#connection.on('head', ({ room, epoch, head }) => {
      const known = this.#timeline.position;
      if (room === this.room && known && (epoch !== known.epoch || head > known.seq)) this.#mendSoon();
      void this.#outbox.adopt();
    });
    this.#connection.on('message', (message) => {
      // The relay says nothing of the kind to who speaks its protocol, so this is another server.
      if (!this.#timeline.position) this.#receivePlain(message);
    });
    this.#setStatus('connecting');
    void this.#outbox.start();
    this.#connection.open();
  }

  /** Leaves the room. What is not sent yet can still be sent after another `connect()`. */
  disconnect(): void {
    clearTimeout(this.#gapTimer);
    this.#gapTimer = undefined;
    clearTimeout(this.#joinTimer);
    this.#outbox.stop();
    this.#connection?.close();
    this.#connection = undefined;
    this.#setStatus('closed');
  }

  /** Leaves the room for good: whoever waits for a message to be stored is told that it was not. */
  close(): void {
    this.disconnect();
    this.#isClosed = true;
    this.#receipts.failAll(new ChatError('closed'));
  }

  /** Why this text could not be sent under this name as things are; nothing, if it can. */
  objection(text: string, username = this.username?.trim()): ChatError | undefined {
    if (this.#isClosed) return new ChatError('closed');
    if (!username) return new ChatError('no_name');
    if (!isName(username)) return new ChatError('bad_name');
    if (isServerName(username)) return new ChatError('name_taken');
    if (!text.trim()) return new ChatError('empty');
    if (text.length > limits.text) return new ChatError('too_long');
    return undefined;
  }

  /**
   * Says something. It is shown at once, and goes out as soon as there is a way.
   *
   * @returns the message, once the relay has stored it.
   * @throws {ChatError} the `objection`, or why the relay would not have it
   */
  async send(text: string): Promise<ChatMessage> {
    const objection = this.objection(text);
    if (objection) throw objection;
    return this.#post(text).stored;
  }

  /** Whether a message that waits to be sent would survive the end of this page. */
  get keepsUnsent(): boolean {
    return this.#outbox.isPersistent;
  }

  /**
   * Sends the text of a message that failed once more, as a new message.
   *
   * @throws {ChatError} as `send` does; then the failed message stays
   */
  async retry(id: string): Promise<ChatMessage | undefined> {
    const failed = this.messages.find((message) => message.id === id && message.state === 'failed');
    if (!failed) return undefined;
    const objection = this.objection(failed.message);
    if (objection) throw objection;
    const { kept, stored } = this.#post(failed.message);
    // Not before the new one is kept, or the end of the page could take both.
    void kept.then(() => this.discard(id));
    return stored;
  }

  /** Forgets a message that failed. */
  discard(id: string): void {
    if (!this.#outbox.discard(id)) return;
    this.#timeline.drop(id);
    this.emit('change', undefined);
  }

  /** Whether the room may have older messages than are loaded. */
  get hasOlder(): boolean {
    return this.keepsHistory && this.#older.mayHaveMore;
  }

  /** Forgets all but so many of the newest messages. They can be loaded again. */
  trim(count: number): void {
    if (this.#timeline.trim(count)) this.#older.forgot();
  }

  /** Whether the relay no longer keeps what came before its oldest message. */
  get isTruncated(): boolean {
    return this.#older.isTruncated;
  }

  /** Whether an older page is on its way. */
  get isLoadingOlder(): boolean {
    return this.#older.isLoading;
  }

  /** Loads the page before the oldest message; resolves when it is there, or cannot be had now. */
  async loadOlder(): Promise<void> {
    if (this.#status !== 'online' || !this.hasOlder) return;
    const loaded = this.#older.load(this.room, this.#request);
    this.emit('change', undefined);
    try {
      await loaded;
    } catch (error) {
      this.#report(error);
    }
    this.emit('change', undefined);
  }

  #post(text: string): { kept: Promise<void>; stored: Promise<ChatMessage> } {
    const id = newId();
    const stored = this.#receipts.expect(id);
    const message = text.trimEnd();
    const kept = this.#outbox.add({ id, username: this.username?.trim() ?? '', message });
    return { kept, stored };
  }

  /** Enters, or asks for what is missing since. */
  async #join(): Promise<void> {
    if (this.#joining) return;
    this.#joining = true;
    const connection = this.#connection;
    const { room } = this;
    // A name that may not be used keeps nobody from reading.
    const username =
      this.username && isName(this.username) && !isServerName(this.username) ? this.username : undefined;
    try {
      const since = this.#timeline.position;
      const joined = await this.#request('join', { room, username, since }, joinedSchema);
      if (connection !== this.#connection) return;
      if (!this.#session.accept(joined.me.session)) return connection?.renew();
      this.keepsHistory = true;
      this.#timeline.me = joined.me.id;
      if (joined.mode === 'delta') {
        this.#apply(joined.epoch, joined.entries ?? []);
      } else {
        const { messages = [], floor } = joined;
        this.#timeline.reset(joined.epoch, joined.head, messages);
        for (const { epoch, entries } of this.#early) this.#apply(epoch, entries);
        this.#older.note({ messages, floor });
      }
      if (joined.greeting && !this.#greeted) this.#timeline.note(serverMessage(joined.greeting));
      this.#greeted = true;
      this.#setMembers(joined);
      this.#online();
    } catch (error) {
      if (connection === this.#connection) this.#notJoined(error);
    } finally {
      this.#joining = false;
      this.#early = [];
    }
  }

  #notJoined(error: unknown): void {
    if (!(error instanceof ChatError)) throw error;
    if (error.code !== 'no_answer') {
      if (error.retryAfter === undefined) return this.#refuse(error);
      this.#joinTimer = setTimeout(() => void this.#join(), error.retryAfter * 1000);
    } else if (this.#connection?.isOpen) {
      // Who once had an answer here knows that the link is dead; who never had one may be talking to a
      // server that knows nothing of joining.
      if (this.#timeline.position) this.#connection.renew();
      else this.#keepsNoHistory();
    }
  }

  #keepsNoHistory(): void {
    this.keepsHistory = false;
    this.#online();
  }

  #online(): void {
    this.#setStatus('online');
    this.emit('change', undefined);
    this.#outbox.open();
  }

  #lost(): void {
    this.#outbox.hold();
    const wasOnline = this.#status === 'online' || this.#status === 'reconnecting';
    this.#setStatus(wasOnline ? 'reconnecting' : 'connecting', new ChatError('unreachable'));
  }

  #refuse(error: ChatError): void {
    this.#outbox.hold();
    this.#connection?.close();
    this.#setStatus('refused', error);
    this.#report(error);
  }

  #apply(epoch: string, entries: readonly { seq: number; type: string }[]): void {
    const added = this.#timeline.apply(epoch, entries);
    if (this.#timeline.hasGap) this.#mendSoon();
    if (added.length === 0) return;
    for (const message of added) {
      if (message.own) this.#settle(message);
      this.emit('message', message);
    }
    this.emit('change', undefined);
  }

  /** Waits a moment for what is missing to come by itself, then asks for it. */
  #mendSoon(): void {
    this.#gapTimer ??= setTimeout(() => {
      this.#gapTimer = undefined;
      void this.#join();
    }, gapPatience);
  }

  /** A text from a server that knows only the classic tutorial, and so never answers a join. */
  #receivePlain(plain: TutorialMessage): void {
    if (this.#status !== 'online') this.#keepsNoHistory();
    const id = this.#echoes.hear(plain);
    const { message, username } = plain;
    const shown = { ...serverMessage(message), ...(id && { id, own: true }), ...(username && { username }) };
    this.#timeline.note(shown);
    this.emit('message', shown);
    this.emit('change', undefined);
  }

  #courier(): Courier {
    const timeline = this.#timeline;
    return {
      get sender() {
        return timeline.me;
      },
      deliver: (outgoing) => this.#deliver(outgoing),
      queued: (outgoing) => this.#queued(outgoing),
      sending: ({ id }) => this.#update(id, { state: 'sending' }),
      sent: ({ id }, sent) => this.#sent(id, sent),
      failed: ({ id }, error) => this.#failed(id, error),
    };
  }

  #queued({ id, username, message, time }: Outgoing): void {
    const sender = this.#timeline.me ?? '';
    const queued: ChatMessage = { id, time, sender, username, message, own: true, state: 'queued' };
    this.#timeline.pend(queued);
    this.emit('queued', queued);
    this.emit('change', undefined);
  }

  async #deliver(outgoing: Outgoing): Promise<Sent | undefined> {
    const { id, username, message } = outgoing;
    const request = { room: this.room, id, username, message };
    if (!this.keepsHistory) return this.#deliverPlain(outgoing, request);
    try {
      return await this.#request('send', request, sentSchema);
    } catch (error) {
      const code = error instanceof ChatError && error.code;
      // Such a link is dead, whatever the browser believes: what is on it is lost.
      if (code === 'no_answer' && this.#connection?.isOpen) this.#connection.renew();
      if (code === 'not_joined') void this.#join();
      // It was answered, so it may be stored; what was answered is not known.
      if (code === 'bad_frame') throw new ChatError('unconfirmed');
      throw error;
    }
  }

  /** What seems to keep no history may be a relay that was slow to answer the join, and acknowledges. */
  async #deliverPlain(outgoing: Outgoing, request: object): Promise<Sent | undefined> {
    if (!this.#connection?.isOpen) throw new ChatError('no_answer');
    const acknowledged = this.#request('send', request, sentSchema);
    try {
      return await Promise.any([acknowledged, this.#echoes.expect(outgoing)]);
    } catch {
      throw new ChatError('unconfirmed');
    }
  }

  #request: Connection['request'] = async (event, request, schema) => {
    if (!this.#connection) throw new ChatError('no_answer');
    return this.#connection.request(event, request, schema);
  };

  #update(id: string, change: Partial<ChatMessage>): void {
    this.#timeline.update(id, change);
    this.emit('change', undefined);
  }

  #sent(id: string, sent: Sent | undefined): void {
    this.#update(id, { state: 'sent', ...(sent && { seq: sent.seq, time: sent.time }) });
    const message = this.messages.find((message) => message.id === id);
    if (message) this.#settle(message);
    // Where the log was passed over, its place is among the older messages, and not below the newest.
    const known = this.#timeline.position;
    if (sent && known?.epoch === sent.epoch && sent.seq <= known.seq) this.#timeline.drop(id);
  }

  /** Tells whoever waits, once, whether the acknowledgement or the entry itself came first. */
  #settle(message: ChatMessage): void {
    if (this.#receipts.settle(message)) this.emit('sent', message);
  }

  #failed(id: string, error: ChatError): void {
    this.#update(id, { state: 'failed', error: error.code });
    this.#receipts.fail(id, error);
    const message = this.messages.find((message) => message.id === id);
    this.emit('error', { error, ...(message && { message }) });
  }

  #setMembers({ count, members }: { count: number; members: readonly Member[] }): void {
    // Who joins is told in the answer, and once more with everybody else.
    if (count === this.memberCount && JSON.stringify(members) === JSON.stringify(this.members)) return;
    this.memberCount = count;
    this.members = members;
    this.emit('members', { count, members });
    this.emit('change', undefined);
  }

  #setStatus(status: ChatStatus, problem?: ChatError): void {
    const previous = this.#status;
    if (status === previous && problem?.code === this.#problem?.code) return;
    this.#status = status;
    this.#problem = problem;
    this.emit('status', { status, previous, problem });
    this.emit('change', undefined);
  }

  #report(error: unknown): void {
    if (!(error instanceof ChatError)) throw error;
    this.emit('error', { error });
  }
}

function serverMessage(message: string): ChatMessage {
  return { id: newId(), time: Date.now(), sender: '', message, own: false, state: 'sent' };
}
