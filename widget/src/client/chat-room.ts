import {
  defaultRoom,
  type EntriesFrame,
  holdsCheckMark,
  isName,
  isServerName,
  nameFrom,
  doneSchema,
  type Joined,
  joinedSchema,
  type Member,
  protocolVersion,
  type SeenFrame,
  type TutorialMessage,
} from '@realtime-chat/protocol';
import { ChatError, longestWait } from './chat-error.js';
import { Connection } from './connection/connection.js';
import { asSent, Delivery, objectionTo } from './outbox/delivery.js';
import { Emitter } from './emitter.js';
import { newId } from './id.js';
import type { Content } from './outbox/outbox-item.js';
import { OlderPages } from './sync/older-pages.js';
import { People } from './people.js';
import { Quotes } from './sync/quotes.js';
import { Session } from './connection/guest-session.js';
import { type ChatMessage, Timeline } from './sync/timeline.js';

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
  /** Gives a new one where there is none, or the one there was is over. */
  tokenProvider?: () => Promise<string>;
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
  /** Something else waits for moderators, of whom one is; there may be as much of it as before. */
  queue: number;
}

/** One room of a relay, as one person sees it. Works in browsers and in Node. */
export class ChatRoom extends Emitter<ChatRoomEvents> {
  readonly room: string;
  username: string | undefined;
  /** False on a server that knows only the classic tutorial's events. */
  keepsHistory = true;
  #status: ChatStatus = 'closed';
  #problem: ChatError | undefined;
  #timeline = new Timeline();
  #connection: Connection | undefined;
  #session: Session;
  #relayUrl: string;
  #token: string | undefined;
  #tokenProvider: ChatRoomOptions['tokenProvider'];
  /** Whether the token was given for this attempt, so that another would be no better. */
  #hasNewToken = false;
  /** A name that the relay would not have us come in by. */
  #takenName: string | undefined;
  #rules: Partial<Pick<Joined, 'head' | 'locked' | 'slow' | 'muted' | 'queue'>> = {};
  #editWindow = 0;
  #joining = false;
  /** Something changed while a join was under way, which it may not tell. */
  #joinsAgain = false;
  /** Failed messages that are being sent as new ones. */
  #retrying = new Set<string>();
  /** What came live while a join was asked: its answer may be told after what came right behind it. */
  #early: EntriesFrame[] = [];
  #greeted = false;
  #isClosed = false;
  #gapTimer: ReturnType<typeof setTimeout> | undefined;
  #joinTimer: ReturnType<typeof setTimeout> | undefined;
  #delivery: Delivery;
  #older = new OlderPages(this.#timeline);
  #quotes: Quotes;
  #people = new People(
    () => this.#changed(),
    (event, notice) => this.#tell(event, notice),
  );

  constructor(options: ChatRoomOptions) {
    super();
    this.#token = options.token;
    this.#tokenProvider = options.tokenProvider;
    this.room = options.room || defaultRoom;
    this.username = options.username;
    // With a slash at the end or without, it is the same relay, and one is the same person there.
    this.#relayUrl = options.relayUrl.replace(/\/$/, '');
    this.#session = new Session(this.#relayUrl);
    this.#delivery = this.#deliveryTo(JSON.stringify([this.#relayUrl, this.room]));
    this.#quotes = new Quotes(this.#timeline, this.room, this.request, () => this.#changed());
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

  /** One's own id at the relay, once it is known. */
  get me(): string | undefined {
    return this.#timeline.me;
  }

  /** The people in the room, the first hundred. */
  get members(): readonly Member[] {
    return this.#people.members;
  }

  /** How many people are here. */
  get memberCount(): number {
    return this.#people.count;
  }

  /** Who else is writing. */
  get typing(): readonly Member[] {
    return this.#people.typing;
  }

  /** Who else has read how far, of those who let it be known. */
  get seen(): SeenFrame['seen'] {
    return this.#people.seen.filter(({ id }) => id !== this.#timeline.me);
  }

  /** Enters the room, and goes on trying for as long as it takes. */
  connect(): void {
    if (this.#status !== 'closed' && this.#status !== 'refused') return;
    this.#connection?.close();
    try {
      this.#connection = new Connection(
        this.#relayUrl,
        async () => ({
          protocol: protocolVersion,
          token: await this.#tokenToBegin(),
          session: this.#session.value,
        }),
        async () => (this.#token = await this.#tokenProvider?.()),
      );
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.#refuse(new ChatError('bad_url', error.message));
    }
    this.#connection.on('open', () => {
      this.#hasNewToken = false;
      this.#takenName = undefined;
      void this.#join();
    });
    this.#connection.on('lost', (error) => this.#lost(error));
    this.#connection.on('refused', (error) => {
      const mayRenew = error.code === 'unauthorized' && this.#tokenProvider && !this.#hasNewToken;
      if (!mayRenew) return this.#refuse(error);
      this.#token = undefined;
      this.#connection?.open();
    });
    // The page is seen again, or the machine is back on a network: the link may have died unnoticed.
    this.#connection.on('awake', () => void this.#join());
    this.#connection.on('garbled', (error) => this.#report(error));
    this.#connection.on('entries', (frame) => {
      if (frame.room !== this.room) return;
      if (this.#joining) this.#early.push(frame);
      this.#apply(frame.epoch, frame.entries);
    });
    this.#connection.on('typing', ({ room, member }) => {
      if (room === this.room && member.id !== this.#timeline.me) this.#people.hearTyping(member);
    });
    this.#connection.on('seen', ({ room, seen }) => {
      if (room !== this.room) return;
      this.#people.seen = seen;
      this.#changed();
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
      void this.#delivery.outbox.adopt();
    });
    this.#connection.on('queue', ({ count }) => {
      this.#rules.queue = count;
      this.emit('queue', count);
      this.#changed();
    });
    this.#connection.on('message', (message) => {
      // The relay says nothing of the kind to who speaks its protocol, so this is another server.
      if (!this.#timeline.position) this.#receivePlain(message);
    });
    this.#setStatus('connecting');
    void this.#delivery.outbox.start();
    this.#connection.open();
  }

  /** Leaves the room. What is not sent yet can still be sent after another `connect()`. */
  disconnect(): void {
    clearTimeout(this.#gapTimer);
    this.#gapTimer = undefined;
    clearTimeout(this.#joinTimer);
    this.#people.forget();
    this.#delivery.outbox.stop();
    this.#connection?.close();
    this.#connection = undefined;
    this.#setStatus('closed');
  }

  /** Leaves the room for good: whoever waits for a message to be stored is told that it was not. */
  close(): void {
    this.disconnect();
    this.#isClosed = true;
    this.#delivery.failAll(new ChatError('closed'));
  }

  /** Why this text could not be sent under this name as things are; nothing, if it can. */
  objection(text: string, username = this.username?.trim()): ChatError | undefined {
    if (this.#isClosed) return new ChatError('closed');
    return objectionTo(text, username) ?? (this.restriction && new ChatError(this.restriction));
  }

  /**
   * Says something. It is shown at once, and goes out as soon as there is a way.
   *
   * @param reply the stored message that this one answers
   * @returns the message, once the relay has stored it.
   * @throws {ChatError} the `objection`, or why the relay would not have it
   */
  async send(text: string, reply?: ChatMessage): Promise<ChatMessage> {
    const objection = this.objection(text);
    if (objection) throw objection;
    return this.#post(text, reply && targetOf(reply)).stored;
  }

  /** Whether one may change the text of this message now. The relay decides in the end. */
  mayEdit({ own, seq, deleted, time }: ChatMessage): boolean {
    return own && seq !== undefined && !deleted && Date.now() - time < this.#editWindow;
  }

  /** Whether one looks after what others do here: the relay tells nobody else how much waits. */
  get isModerator(): boolean {
    return this.#rules.queue !== undefined;
  }

  /** Whether only moderators may write. */
  get isLocked(): boolean {
    return this.#rules.locked ?? false;
  }

  /** How many seconds one waits between two messages. */
  get slow(): number {
    return this.#rules.slow ?? 0;
  }

  /** How much waits for moderators, of whom one is. */
  get queueCount(): number {
    return this.#rules.queue ?? 0;
  }

  /** Why one may not write here at all at the moment. */
  get restriction(): 'locked' | 'muted' | undefined {
    if (this.isLocked && !this.isModerator) return 'locked';
    // An owner's word holds for moderators too; the relay tells of no other.
    return this.#rules.muted ? 'muted' : undefined;
  }

  /** Whether one may delete this message now. The relay decides in the end. */
  mayDelete(message: ChatMessage): boolean {
    return this.mayEdit(message) || (this.isModerator && message.seq !== undefined && !message.deleted);
  }

  /**
   * Gives one's own message another text. Like all changes it is shown at once and outlives the page; where the
   * relay refuses it, the message is shown again as it was.
   *
   * @returns when the relay has stored it.
   * @throws {ChatError} `empty`, `too_long`, or why the relay would not have it
   */
  async edit(message: ChatMessage, text: string): Promise<void> {
    const objection = this.objection(text, message.username);
    if (objection) throw objection;
    return this.#change(message, { event: 'edit', message: asSent(text) });
  }

  /**
   * Takes a message's text away, from everybody.
   *
   * @throws {ChatError} why the relay would not have it
   */
  async delete(message: ChatMessage): Promise<void> {
    return this.#change(message, { event: 'delete' });
  }

  /**
   * Gives a message an emoji, or takes one's own back.
   *
   * @throws {ChatError} why the relay would not have it
   */
  async react(message: ChatMessage, emoji: string, on = true): Promise<void> {
    return this.#change(message, { event: 'react', emoji, on });
  }

  /**
   * Tells those who look after the relay that a message should be looked at.
   *
   * @throws {ChatError} why that did not reach them
   */
  async report({ seq, id }: ChatMessage): Promise<void> {
    await this.request('report', { room: this.room, target: { seq, id } }, doneSchema);
  }

  /** One goes by another name from now on, and the others see it. */
  rename(username: string): void {
    if (username === this.username) return;
    this.username = username;
    this.#joinAgain();
  }

  /** Tells the others that one is writing. */
  typed(): void {
    this.#people.typed();
  }

  /** Tells the others that one has read everything there is. */
  saw(): void {
    if (this.#status === 'online' && this.#timeline.position) this.#people.saw(this.#timeline.position.seq);
  }

  /** The message at this place of the log, if it is loaded or was requested. */
  at(seq: number): ChatMessage | undefined {
    return this.#timeline.at(seq);
  }

  /** Asks the relay, once, for a message that is further back than what is loaded. `change` tells when it is there. */
  requestMessage(seq: number): void {
    if (this.#status === 'online') this.#quotes.want(seq);
  }

  /** Whether the relay no longer keeps the message at this place of the log. */
  isGone(seq: number): boolean {
    return this.#quotes.isGone(seq);
  }

  /** Whether a message that waits to be sent would survive the end of this page. */
  get keepsUnsent(): boolean {
    return this.#delivery.outbox.isPersistent;
  }

  /**
   * Sends the text of a message that failed once more, as a new message.
   *
   * @throws {ChatError} as `send` does; then the failed message stays
   */
  async retry(id: string): Promise<ChatMessage | undefined> {
    const failed = this.#delivery.outbox.failed(id);
    if (!failed || this.#retrying.has(id)) return undefined;
    const { message = '', error, reply } = failed;
    const objection = this.objection(message);
    if (objection) throw objection;
    // What is no longer there cannot be answered, but what was written can still be said.
    const { kept, stored } = this.#post(message, error === 'not_found' ? undefined : reply);
    this.#retrying.add(id);
    // Not before the new one is kept, or the end of the page could take both.
    void kept.then(() => {
      this.#retrying.delete(id);
      this.discard(id);
    });
    return stored;
  }

  /** Forgets a message that failed. */
  discard(id: string): void {
    if (!this.#delivery.outbox.discard(id)) return;
    this.#timeline.drop(id);
    this.#changed();
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
    const loaded = this.#older.load(this.room, this.request);
    this.#changed();
    try {
      await loaded;
      this.#delivery.found();
    } catch (error) {
      this.#report(error);
    }
    this.#changed();
  }

  #post(text: string, reply: Content['reply']): ReturnType<Delivery['send']> {
    this.#people.said();
    return this.#delivery.send({
      username: nameFrom(this.username ?? ''),
      message: asSent(text),
      reply,
    });
  }

  #change(message: ChatMessage, change: Omit<Content, 'id' | 'target'>): Promise<void> {
    if (this.#isClosed) throw new ChatError('closed');
    return this.#delivery.change({ username: this.username?.trim(), ...change, target: targetOf(message) });
  }

  /** Enters, or asks for what is missing since. */
  async #join(): Promise<void> {
    if (this.#joining) return;
    this.#joining = true;
    this.#joinsAgain = false;
    const connection = this.#connection;
    const { room } = this;
    // A name that may not be used keeps nobody from reading.
    const name = this.username;
    const isUsable =
      name && name !== this.#takenName && isName(name) && !isServerName(name) && !holdsCheckMark(name);
    const username = isUsable ? name : undefined;
    try {
      const since = this.#timeline.position;
      const joined = await this.request('join', { room, username, since }, joinedSchema);
      if (connection !== this.#connection) return;
      if (!this.#session.accept(joined.me.session)) return connection?.renew();
      this.keepsHistory = true;
      this.#timeline.me = joined.me.id;
      this.#editWindow = joined.editWindow ?? 0;
      this.#rules = joined;
      if (joined.mode === 'delta') {
        this.#apply(joined.epoch, joined.entries ?? []);
      } else {
        const { messages = [], floor } = joined;
        this.#timeline.reset(joined.epoch, joined.head, messages);
        this.#quotes.forget();
        this.#people.forget();
        this.#older.note({ messages, floor });
        this.#delivery.found();
      }
      for (const { epoch, entries } of this.#early) this.#apply(epoch, entries);
      if (joined.mutedFor !== undefined) this.#joinIn(joined.mutedFor);
      if (joined.greeting && !this.#greeted) this.#timeline.note(serverMessage(joined.greeting));
      this.#greeted = true;
      this.#setMembers(joined);
      this.#online();
    } catch (error) {
      if (connection === this.#connection) this.#notJoined(error, username);
    } finally {
      this.#joining = false;
      this.#early = [];
      if (this.#joinsAgain && this.#status === 'online') void this.#join();
    }
  }

  #notJoined(error: unknown, username: string | undefined): void {
    if (!(error instanceof ChatError)) throw error;
    if (error.code === 'name_taken' && username !== undefined) {
      this.#takenName = username;
      this.#report(error);
      this.#joinIn(0);
    } else if (error.code !== 'no_answer') {
      if (error.retryAfter === undefined) return this.#refuse(error);
      this.#joinIn(error.retryAfter * 1000);
    } else if (this.#connection?.isOpen) {
      // Who once had an answer here knows that the link is dead; who never had one may be talking to a
      // server that knows nothing of joining.
      if (this.#timeline.position) this.#connection.renew();
      else this.#keepsNoHistory();
    }
  }

  #joinIn(milliseconds: number): void {
    clearTimeout(this.#joinTimer);
    this.#joinTimer = setTimeout(() => void this.#join(), Math.min(milliseconds, longestWait));
  }

  /** Asks how things are by now, which an answer that is on its way may not tell. */
  #joinAgain(): void {
    this.#joinsAgain = this.#joining;
    if (this.#status === 'online' && this.keepsHistory) void this.#join();
  }

  #keepsNoHistory(): void {
    this.keepsHistory = false;
    this.#online();
  }

  #online(): void {
    this.#setStatus('online');
    this.#changed();
    this.#delivery.outbox.open();
  }

  #lost(reason = new ChatError('unreachable')): void {
    this.#people.forget();
    this.#delivery.outbox.hold();
    const wasOnline = this.#status === 'online' || this.#status === 'reconnecting';
    this.#setStatus(wasOnline ? 'reconnecting' : 'connecting', reason);
  }

  #refuse(error: ChatError): void {
    this.#delivery.outbox.hold();
    this.#connection?.close();
    this.#setStatus('refused', error);
    this.#report(error);
  }

  #apply(epoch: string, entries: EntriesFrame['entries']): void {
    const added = this.#timeline.apply(epoch, entries);
    if (this.#timeline.hasGap) this.#mendSoon();
    for (const message of added) {
      this.#people.stopTyping(message.sender);
      if (message.own) this.#delivery.settle(message);
      // What was said and deleted in one breath is not news any more.
      if (!message.deleted) this.emit('message', message);
    }
    for (const entry of entries) this.#heed(entry);
    if (entries.length > 0) this.#changed();
  }

  /** What a moderator decrees may concern us, unless the answer to the join knew of it. */
  #heed({ seq, type, action, person, seconds }: EntriesFrame['entries'][number]): void {
    const rules = this.#rules;
    if (type !== 'moderate' || seq <= (rules.head ?? 0)) return;
    if (action === 'slow') rules.slow = Number(seconds);
    // For how long, the relay's clock tells.
    if (person === this.me && (action === 'mute' || action === 'unmute')) this.#joinAgain();
    if (action === 'lock' || action === 'unlock') rules.locked = action === 'lock';
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
    const id = this.#delivery.hear(plain);
    const { message, username } = plain;
    const shown = { ...serverMessage(message), ...(id && { id, own: true }), ...(username && { username }) };
    this.#timeline.note(shown);
    this.emit('message', shown);
    this.#changed();
  }

  #deliveryTo(place: string): Delivery {
    return new Delivery(
      place,
      {
        room: this.room,
        keepsHistory: () => this.keepsHistory,
        isOpen: () => this.#connection?.isOpen ?? false,
        request: (event, request, schema) => this.request(event, request, schema),
        // Such a link is dead, whatever the browser believes: what is on it is lost.
        renew: () => this.#connection?.isOpen && this.#connection.renew(),
        rejoin: () => void this.#join(),
      },
      this.#timeline,
      {
        changed: () => this.#changed(),
        queued: (message) => this.emit('queued', message),
        sent: (message) => this.emit('sent', message),
        failed: (error, message) => this.emit('error', { error, ...(message && { message }) }),
      },
    );
  }

  async #tokenToBegin(): Promise<string | undefined> {
    this.#hasNewToken = !this.#token;
    return (this.#token ||= await this.#tokenProvider?.());
  }

  /** @internal */
  readonly request: Connection['request'] = async (event, request, schema) => {
    if (!this.#connection) throw new ChatError('no_answer');
    return this.#connection.request(event, request, schema);
  };

  #tell(event: string, notice: object): void {
    if (this.#status === 'online' && this.keepsHistory) {
      this.#connection?.tell(event, { room: this.room, ...notice });
    }
  }

  #setMembers(members: { count: number; members: Member[] }): void {
    if (!this.#people.setMembers(members)) return;
    this.emit('members', { count: members.count, members: members.members });
    this.#changed();
  }

  #changed(): void {
    this.emit('change', undefined);
  }

  #setStatus(status: ChatStatus, problem?: ChatError): void {
    const previous = this.#status;
    if (status === previous && problem?.code === this.#problem?.code) return;
    this.#status = status;
    this.#problem = problem;
    this.emit('status', { status, previous, problem });
    this.#changed();
  }

  #report(error: unknown): void {
    if (!(error instanceof ChatError)) throw error;
    this.emit('error', { error });
  }
}

function targetOf({ seq = 0, id }: ChatMessage): { seq: number; id: string } {
  return { seq, id };
}

function serverMessage(message: string): ChatMessage {
  return { id: newId(), time: Date.now(), sender: '', message, own: false, state: 'sent' };
}
