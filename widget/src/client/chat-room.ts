import { type ChatFile, defaultRoom, doneSchema, nameFrom } from '@realtime-chat/protocol';
import { ChatError } from './chat-error.js';
import type { Emit } from './chat-room-events.js';
import { Clock } from './sync/clock.js';
import type { Request } from './connection/connection.js';
import { lazy } from './connection/lazy.js';
import { JoinSession } from './connection/join-session.js';
import type { SessionOptions } from './connection/session-host.js';
import type { TokenProvider } from './connection/token-source.js';
import type { FileAddresses, FileUrlOptions } from './files/file-addresses.js';
import { Delivery } from './outbox/delivery.js';
import { MessageSender } from './outbox/message-sender.js';
import { People } from './people.js';
import { Restrictions } from './restrictions.js';
import { RoomUpdates } from './room-updates.js';
import { type RoomParts, RoomView } from './room-view.js';
import type { ChatMessage } from './sync/chat-message.js';
import type { OutgoingFile } from './sync/outgoing-file.js';
import { OlderPages } from './sync/older-pages.js';
import { Quotes } from './sync/quotes.js';
import { RoomSync } from './sync/room-sync.js';
import { Timeline } from './sync/timeline.js';

const loadFileAddresses = lazy(() => import('./files/file-addresses.js'));

export interface ChatRoomOptions {
  /** An absolute URL. Its path is the relay's mount path on that server. */
  relayUrl: string;
  /** Default `lobby`. */
  room?: string;
  /** The name under which messages are sent. It can be set later. Not needed where the token names the person. */
  username?: string;
  /** Identity token for the relay. */
  token?: string;
  /** Gives an identity token if there is none, or if the relay says that the token has expired. An empty one is a guest's. */
  tokenProvider?: TokenProvider;
}

/** One room of a relay, as one person sees it. Works in browsers and in Node. */
export class ChatRoom extends RoomView {
  readonly room: string;
  username: string | undefined;
  /** @internal */
  protected readonly parts: RoomParts;
  #fileAddresses: FileAddresses | undefined;

  constructor({ relayUrl, room, username, token, tokenProvider }: ChatRoomOptions) {
    super();
    this.room = room || defaultRoom;
    this.username = username;
    this.parts = this.#newParts(
      // One relay and one guest session, whether the URL ends in a slash or not.
      {
        relayUrl: relayUrl.replace(/\/$/, ''),
        room: this.room,
        token,
        tokenProvider,
        username: () => this.username,
      },
    );
  }

  /** Joins the room, and tries for as long as it takes. */
  connect(): void {
    const { session, delivery } = this.parts;
    if (session.open()) void delivery.outbox.start();
  }

  /** Leaves the room. Messages that are not sent yet are sent after another `connect()`. */
  disconnect(): void {
    const { session, sync, delivery } = this.parts;
    sync.stop();
    delivery.outbox.stop();
    session.close();
  }

  /** Leaves the room for good, and rejects the promises of all messages that are not stored yet. */
  close(): void {
    this.disconnect();
    this.parts.sender.close();
  }

  /** Why this text cannot be sent under this username now, with or without files; `undefined` if it can. */
  objection(text: string, username?: string, files?: readonly unknown[]): ChatError | undefined {
    return this.parts.sender.problem(text, username, files);
  }

  /**
   * Sends a message. It is shown at once, and sent as soon as there is a connection.
   *
   * @param reply the stored message that this one replies to
   * @param files its files, ten at most; the text, their caption, may be empty then. It is sent when they are uploaded. They are
   *   sent as they are, with all that a camera wrote into them.
   * @returns the message, once the relay has stored it.
   * @throws {ChatError} the `objection`, or the relay's refusal
   */
  async send(
    text: string,
    reply?: ChatMessage,
    files?: readonly (File | OutgoingFile)[],
  ): Promise<ChatMessage> {
    return this.parts.sender.send(text, reply, files);
  }

  /** @internal The uploads of files, for a page that begins them before the message is sent. */
  uploads(): ReturnType<Delivery['uploads']> {
    return this.parts.delivery.uploads();
  }

  /**
   * Sends a failed message again, as a new message.
   *
   * @param text another text than that of the failed message
   * @throws {ChatError} as `send` does; then the failed message stays
   */
  async retry(id: string, text?: string): Promise<ChatMessage | undefined> {
    return this.parts.sender.retry(id, () => this.discard(id), text);
  }

  /**
   * Takes back a message that waits for a moderator. It is also removed if a moderator has refused it meanwhile.
   *
   * @throws {ChatError} `too_late` if a moderator has published it meanwhile; or another refusal of the relay
   */
  async withdraw(id: string): Promise<void> {
    const { sender = this.me } = this.parts.delivery.outbox.failed(id) ?? {};
    await this.request('withdraw', { room: this.room, id }, doneSchema).catch((error: unknown) => {
      // Of a message of another identity the relay says the same: it may still wait.
      if ((error as ChatError).code !== 'not_found' || sender !== this.me) throw error;
    });
    this.discard(id);
  }

  /** Takes back a message whose files are being uploaded: its promise is rejected with `cancelled`. */
  async cancel(id: string): Promise<void> {
    await this.parts.delivery.outbox.cancel(id);
    this.discard(id);
  }

  /** Removes a failed message. */
  discard(id: string): void {
    if (!this.parts.delivery.outbox.discard(id)) return;
    this.parts.timeline.drop(id);
    this.emit('change', undefined);
  }

  /**
   * Changes the text of an own message. Like all changes, it is shown at once and outlives the page. If the relay
   * refuses it, the message is shown as before.
   *
   * @returns when the relay has stored the change.
   * @throws {ChatError} `empty`, `too_long`, or the relay's refusal
   */
  async edit(message: ChatMessage, text: string): Promise<void> {
    return this.parts.sender.edit(message, text);
  }

  /**
   * Removes the text of a message, for everybody.
   *
   * @throws {ChatError} the relay's refusal
   */
  async delete(message: ChatMessage): Promise<void> {
    return this.parts.sender.change(message, { event: 'delete' });
  }

  /**
   * Adds this person's emoji to a message, or removes it.
   *
   * @throws {ChatError} the relay's refusal
   */
  async react(message: ChatMessage, emoji: string, on = true): Promise<void> {
    return this.parts.sender.change(message, { event: 'react', emoji, on });
  }

  /**
   * Reports a message to the moderators.
   *
   * @throws {ChatError} why the report did not reach them
   */
  async report({ seq, id }: ChatMessage): Promise<void> {
    await this.request('report', { room: this.room, target: { seq, id } }, doneSchema);
  }

  /** Changes the username, and tells the others. */
  rename(username: string): void {
    const { session } = this.parts;
    this.username = username;
    if (username === session.joinedAs) return;
    // When the person returns to a refused name, it may be free.
    if (nameFrom(username) !== session.identity.refusedName) session.identity.refusedName = undefined;
    session.rejoin();
  }

  /** Tells the others that this person types. */
  typed(): void {
    this.parts.people.notifyTyping();
  }

  /** Tells the others that this person has read everything. */
  saw(): void {
    const { session, timeline, people } = this.parts;
    if (session.isOnline && timeline.position) people.notifySeen(timeline.position.seq);
  }

  /** Loads a message that is older than the loaded ones, once. `change` tells when it has come. */
  requestMessage(seq: number): void {
    if (this.parts.session.isOnline) this.parts.quotes.request(seq);
  }

  /** Loads the page before the oldest message. Resolves when it is there, or cannot be loaded now. */
  async loadOlder(): Promise<void> {
    const { session, older, delivery } = this.parts;
    if (!session.isOnline || !this.hasOlder) return;
    const loaded = older.load();
    this.emit('change', undefined);
    try {
      await loaded;
      delivery.confirmLoaded();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.emit('error', { error });
    }
    this.emit('change', undefined);
  }

  /** Keeps only so many of the newest messages. The others can be loaded again. */
  trim(count: number): void {
    this.parts.timeline.trim(count);
  }

  /**
   * The address of a file of this room, for about half an hour. Everybody can read the file there.
   *
   * @returns undefined if the relay has no files, or if the room was not joined yet
   * @throws {ChatError} why the key of the address could not be renewed
   */
  async fileUrl(file: Pick<ChatFile, 'id' | 'name'>, options?: FileUrlOptions): Promise<string | undefined> {
    return (await this.fileAddresses())?.freshUrlOf(file, options);
  }

  /** @internal The addresses of files, once their code is loaded. */
  async fileAddresses(): Promise<FileAddresses | undefined> {
    const code = await loadFileAddresses();
    return (this.#fileAddresses ??=
      code && new code.FileAddresses(this.parts.session, this.parts.restrictions));
  }

  /** @internal */
  get request(): Request {
    return this.parts.session.request;
  }

  #newParts(options: SessionOptions): RoomParts {
    const { room } = options;
    const emit: Emit = (event, detail) => this.emit(event, detail);
    const updates = new RoomUpdates(() => this.parts, emit);
    const clock = new Clock();
    const timeline = new Timeline();
    const restrictions = new Restrictions(clock);
    const session = new JoinSession(options, updates, emit);
    const { request } = session;
    const people = new People(emit, (event, notice) => session.notify(event, notice));
    const older = new OlderPages(timeline, room, request, (authors) => people.addAuthors(authors));
    const quotes = new Quotes(timeline, room, request, emit);
    const sync = new RoomSync(timeline, older, quotes, updates);
    const delivery = new Delivery(session, timeline, clock, emit);
    const sender = new MessageSender(delivery, this, () => people.endTyping());
    return { clock, session, timeline, sync, older, quotes, people, restrictions, delivery, sender };
  }
}
