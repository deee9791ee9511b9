import { type Sent, sentSchema, type TutorialMessage } from '@realtime-chat/protocol';
import { ChatError } from '../chat-error.js';
import type { Emit } from '../chat-room-events.js';
import type { Clock } from '../sync/clock.js';
import type { Request } from '../connection/connection.js';
import type { Identity } from '../connection/identity.js';
import { lazy } from '../connection/lazy.js';
import { newId } from '../random-id.js';
import type { ChatMessage } from '../sync/chat-message.js';
import type { Timeline } from '../sync/timeline.js';
import type { EchoAcknowledgements } from './echo-acknowledgements.js';
import type { OutboxItem, OutboxRequest } from './outbox-item.js';
import { isUploading, Outbox, type OutboxTransport } from './outbox.js';
import { PendingAcknowledgements } from './pending-acknowledgements.js';
import type { Uploads } from './uploads/uploads.js';

const loadEchoes = lazy(() => import('./echo-acknowledgements.js'));
const loadUploads = lazy(() => import('./uploads/uploads.js'));

/** The room to which items are delivered. */
export interface RoomPort {
  readonly room: string;
  /** False on a server that acknowledges nothing. */
  readonly keepsHistory: boolean;
  readonly isConnected: boolean;
  readonly identity: Identity;
  readonly relayUrl: string;
  readonly request: Request;
  /** No answer came on a connection that seems to be open. */
  reconnect(): void;
  /** The relay has forgotten that this client is in the room. */
  join(): Promise<void>;
}

/** Delivers own messages and changes from the outbox to the relay, and shows their state in the timeline. */
export class Delivery implements OutboxTransport {
  readonly outbox: Outbox;
  #host: RoomPort;
  #timeline: Timeline;
  #clock: Clock;
  #emit: Emit;
  #messages = new PendingAcknowledgements<ChatMessage>();
  #changes = new PendingAcknowledgements<void>();
  /** Loaded for servers that acknowledge nothing. */
  #echoes: EchoAcknowledgements | undefined;
  #uploads: Uploads | undefined;

  constructor(port: RoomPort, timeline: Timeline, clock: Clock, emit: Emit) {
    this.#host = port;
    this.#timeline = timeline;
    this.#clock = clock;
    this.#emit = emit;
    this.outbox = new Outbox(this.#place, this);
  }

  /** Names the relay, the person and the room; undefined while the person is unknown. */
  get #place(): string | undefined {
    const { room, identity } = this.#host;
    return identity.storagePrefix && JSON.stringify([identity.storagePrefix, room]);
  }

  get sender(): string | undefined {
    return this.#timeline.me;
  }

  /** Sends a message. `queued` resolves when the outbox has it, `stored` when the relay has it. */
  send(message: Omit<OutboxRequest, 'id' | 'event'>): {
    queued: Promise<void>;
    stored: Promise<ChatMessage>;
  } {
    const id = newId();
    const stored = this.#messages.expect(id);
    return { queued: this.outbox.add({ ...message, id, event: 'send' }), stored };
  }

  /**
   * The uploads of files, loaded with the first one.
   *
   * @throws {ChatError} `no_answer` if their code cannot be loaded now
   */
  async uploads(): Promise<Uploads> {
    const code = await loadUploads();
    if (!code) throw new ChatError('no_answer');
    return (this.#uploads ??= new code.Uploads(this.#host, this.outbox, this.#update));
  }

  /** Changes a stored message. Resolves when the relay has stored the change. */
  change(change: Omit<OutboxRequest, 'id'>): Promise<void> {
    const id = newId();
    const stored = this.#changes.expect(id);
    void this.outbox.add({ ...change, id });
    return stored;
  }

  /** An own message is in the log. Either its entry or its acknowledgement comes first; the first one counts. */
  confirm(message: ChatMessage): void {
    // A moderator may have approved a message that was given up here.
    this.outbox.discard(message.id);
    if (this.#messages.resolve(message.id, message)) this.#emit('sent', message);
  }

  /** Messages were loaded. Some of them may be own messages that were given up here. */
  confirmLoaded(): void {
    for (const message of this.#timeline.messages) if (message.own && message.seq) this.confirm(message);
  }

  /** The person is better known than before, and has another outbox. */
  identified(): void {
    this.outbox.moveTo(this.#place);
  }

  failAll(error: ChatError): void {
    this.#uploads?.close();
    this.#messages.rejectAll(error);
    this.#changes.rejectAll(error);
  }

  /** A server without acknowledgements has sent a message. @returns the id of the own message, if it is an echo. */
  receiveEcho(message: TutorialMessage): string | undefined {
    return this.#echoes?.receive(message);
  }

  isReady(item: OutboxItem): boolean {
    const isWaiting = isUploading(item);
    // Without the code, the next attempt to send loads it.
    if (isWaiting)
      void this.uploads().then(
        (uploads) => uploads.add(item),
        () => {},
      );
    return !isWaiting;
  }

  async deliver(item: OutboxItem): Promise<Sent | undefined> {
    const { event, id, username, message, reply, target, emoji, on } = item;
    const files = item.files?.map((file) => ({ id: file.id, alt: file.alt, preview: file.preview }));
    const { room, request, keepsHistory, identity } = this.#host;
    // It was written before the relay told that the site gives this person no name.
    if (event === 'send' && !username && !identity.needsNoName) throw new ChatError('no_name');
    const body = { room, id, username, message, files, reply, target, emoji, on };
    try {
      if (!keepsHistory) return await this.#deliverWithoutHistory(item, body);
      return await request(event, body, sentSchema);
    } catch (error) {
      const code = error instanceof ChatError && error.code;
      if (code === 'no_answer') this.#host.reconnect();
      if (code === 'not_joined') void this.#host.join();
      // Without the code of the uploads, the message fails.
      if (code === 'file_not_found') (await this.uploads().catch(() => undefined))?.restart(item);
      // The relay has answered, so it may have stored the item. The answer does not tell.
      if (code === 'bad_frame') throw new ChatError('unconfirmed');
      throw error;
    }
  }

  forgotten(item: OutboxItem): void {
    this.#uploads?.release(item);
    this.#timeline.drop(item.id);
  }

  added(item: OutboxItem): void {
    if (item.event === 'send') this.#timeline.addPending(this.#asMessage(item));
    else this.#timeline.addPendingChange({ ...item, time: this.#clock.fromMachine(item.time) });
    this.#emit('change', undefined);
  }

  queued(item: OutboxItem): void {
    if (item.event === 'send') this.#emit('queued', this.#asMessage(item));
    // A message that the store does not keep asks to keep the page open.
    this.#emit('change', undefined);
  }

  postponed({ id }: OutboxItem, retryAfter = 0): void {
    this.#update(id, { state: 'queued', retryAt: this.#clock.now + retryAfter * 1000 });
  }

  sending({ id }: OutboxItem): void {
    this.#update(id, { state: 'sending' });
  }

  sent(item: OutboxItem, sent: Sent | undefined): void {
    const { event, id } = item;
    this.#uploads?.release(item);
    if (event !== 'send') {
      if (sent) this.#timeline.acknowledgeChange(id, sent.seq);
      this.#changes.resolve(id);
      return this.#emit('change', undefined);
    }
    this.#update(id, { state: 'sent', ...(sent && { seq: sent.seq, time: sent.time }) });
    const message = this.#find(id);
    if (message) this.confirm(message);
    // If a snapshot has skipped this seq, the message is among the older ones, and not below the newest.
    const known = this.#timeline.position;
    if (sent && known?.epoch === sent.epoch && sent.seq <= known.seq) this.#timeline.drop(id);
  }

  failed(item: OutboxItem, error: ChatError): void {
    const { event, id } = item;
    this.#uploads?.release(item);
    if (event !== 'send') {
      this.#timeline.drop(id);
      this.#changes.reject(id, error);
      this.#emit('change', undefined);
      return this.#emit('error', { error });
    }
    this.#update(id, { state: 'failed', error: error.code });
    const message = this.#find(id);
    // The message's entry arrived before this failure.
    if (message?.seq) return this.confirm(message);
    this.#messages.reject(id, error);
    this.#emit('error', { error, ...(message && { message }) });
  }

  /**
   * Delivers to a server that seems to keep no history. It may be a relay that was slow to answer the join, so an
   * acknowledgement counts as well as an echo.
   */
  async #deliverWithoutHistory(item: OutboxItem, body: object): Promise<Sent | undefined> {
    if (!this.#host.isConnected) throw new ChatError('no_answer');
    if (item.event !== 'send') throw new ChatError('unavailable');
    const code = await loadEchoes();
    if (!code) throw new ChatError('no_answer');
    this.#echoes ??= new code.EchoAcknowledgements();
    const acknowledged = this.#host.request('send', body, sentSchema);
    try {
      return await Promise.any([acknowledged, this.#echoes.expect(item)]);
    } catch {
      throw new ChatError('unconfirmed');
    }
  }

  #asMessage({
    id,
    username = this.#host.identity.siteName ?? '',
    message = '',
    time: written,
    reply,
    files,
  }: OutboxItem): ChatMessage {
    const time = this.#clock.fromMachine(written);
    const sender = this.#timeline.me ?? '';
    const queued: ChatMessage = { id, time, sender, username, message, own: true, state: 'queued' };
    return { ...queued, ...(files && { files: [...files] }), ...(reply && { reply: reply.seq }) };
  }

  #find(id: string): ChatMessage | undefined {
    return this.#timeline.messages.findLast((message) => message.own && message.id === id);
  }

  #update = (id: string, change: Partial<ChatMessage>): void => {
    this.#timeline.update(id, change);
    this.#emit('change', undefined);
  };
}
