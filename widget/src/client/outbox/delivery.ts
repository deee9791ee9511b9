import {
  holdsCheckMark,
  isName,
  isServerName,
  limits,
  type Sent,
  sentSchema,
  type TutorialMessage,
  withoutControls,
  withPlainLineEnds,
} from '@realtime-chat/protocol';
import { ChatError } from '../chat-error.js';
import type { Connection } from '../connection/connection.js';
import { Echoes } from './echo-acknowledgements.js';
import { newId } from '../id.js';
import { type Courier, Outbox } from './outbox.js';
import type { Content, Outgoing } from './outbox-item.js';
import { Receipts } from './pending-acknowledgements.js';
import type { ChatMessage, Timeline } from '../sync/timeline.js';

/** The room that is delivered to, as far as that is needed here. */
interface Destination {
  readonly room: string;
  /** False on a server that acknowledges nothing. */
  keepsHistory(): boolean;
  isOpen(): boolean;
  readonly request: Connection['request'];
  /** No answer came on a link that seems to be up. */
  renew(): void;
  /** The relay has forgotten that we are in the room. */
  rejoin(): void;
}

/** What happens on the way, for whoever shows it. */
interface Listener {
  changed(): void;
  queued(message: ChatMessage): void;
  sent(message: ChatMessage): void;
  failed(error: ChatError, message?: ChatMessage): void;
}

/** The way of one's own messages and changes from the outbox into the room's log, shown in the timeline. */
export class Delivery implements Courier {
  readonly outbox: Outbox;
  #to: Destination;
  #timeline: Timeline;
  #listener: Listener;
  #messages = new Receipts<ChatMessage>();
  #changes = new Receipts<void>();
  #echoes = new Echoes();

  /** @param place names the relay and the room. */
  constructor(place: string, destination: Destination, timeline: Timeline, listener: Listener) {
    this.#to = destination;
    this.#timeline = timeline;
    this.#listener = listener;
    this.outbox = new Outbox(place, this);
  }

  get sender(): string | undefined {
    return this.#timeline.me;
  }

  /** Sends a message. `kept` resolves when the outbox has it, `stored` when the relay does. */
  send(content: Omit<Content, 'id' | 'event'>): { kept: Promise<void>; stored: Promise<ChatMessage> } {
    const id = newId();
    const stored = this.#messages.expect(id);
    return { kept: this.outbox.add({ ...content, id, event: 'send' }), stored };
  }

  /** Changes a message. Resolves when the relay has stored that. */
  change(content: Omit<Content, 'id'>): Promise<void> {
    const id = newId();
    const stored = this.#changes.expect(id);
    void this.outbox.add({ ...content, id });
    return stored;
  }

  /** One's own message is in the log: tells whoever waits, once, whether this came first or the acknowledgement. */
  settle(message: ChatMessage): void {
    // A moderator may have let it through after it was given up.
    this.outbox.discard(message.id);
    if (this.#messages.settle(message.id, message)) this.#listener.sent(message);
  }

  /** Messages were loaded, of which some may be one's own that were given up. */
  found(): void {
    for (const message of this.#timeline.messages) if (message.own && message.seq) this.settle(message);
  }

  failAll(error: ChatError): void {
    this.#messages.failAll(error);
    this.#changes.failAll(error);
  }

  /** A server that acknowledges nothing passes on a text. @returns the id of our message, if it is one. */
  hear(message: TutorialMessage): string | undefined {
    return this.#echoes.hear(message);
  }

  async deliver(outgoing: Outgoing): Promise<Sent | undefined> {
    const { event, id, username, message, reply, target, emoji, on } = outgoing;
    const { room, request } = this.#to;
    const asked = { room, id, username, message, reply, target, emoji, on };
    try {
      if (!this.#to.keepsHistory()) return await this.#deliverPlain(outgoing, asked);
      return await request(event, asked, sentSchema);
    } catch (error) {
      const code = error instanceof ChatError && error.code;
      if (code === 'no_answer') this.#to.renew();
      if (code === 'not_joined') this.#to.rejoin();
      // It was answered, so it may be stored; what was answered is not known.
      if (code === 'bad_frame') throw new ChatError('unconfirmed');
      throw error;
    }
  }

  queued(outgoing: Outgoing): void {
    const { event, id, username = '', message = '', time, reply } = outgoing;
    if (event === 'send') {
      const sender = this.#timeline.me ?? '';
      const queued: ChatMessage = { id, time, sender, username, message, own: true, state: 'queued' };
      if (reply) queued.reply = reply.seq;
      this.#timeline.pend(queued);
      this.#listener.queued(queued);
    } else {
      this.#timeline.want(outgoing);
    }
    this.#listener.changed();
  }

  postponed({ id }: Outgoing, retryAfter = 0): void {
    this.#update(id, { state: 'queued', retryAt: Date.now() + retryAfter * 1000 });
  }

  sending({ id }: Outgoing): void {
    this.#update(id, { state: 'sending' });
  }

  sent({ event, id }: Outgoing, sent: Sent | undefined): void {
    if (event !== 'send') {
      if (sent) this.#timeline.acknowledge(id, sent.seq);
      this.#changes.settle(id);
      return this.#listener.changed();
    }
    this.#update(id, { state: 'sent', ...(sent && { seq: sent.seq, time: sent.time }) });
    const message = this.#find(id);
    if (message) this.settle(message);
    // Where the log was passed over, its place is among the older messages, and not below the newest.
    const known = this.#timeline.position;
    if (sent && known?.epoch === sent.epoch && sent.seq <= known.seq) this.#timeline.drop(id);
  }

  failed({ event, id }: Outgoing, error: ChatError): void {
    if (event !== 'send') {
      this.#timeline.drop(id);
      this.#changes.fail(id, error);
      this.#listener.changed();
      return this.#listener.failed(error);
    }
    this.#update(id, { state: 'failed', error: error.code });
    const message = this.#find(id);
    // It came from the log before it was known here that it was given up.
    if (message?.seq) return this.settle(message);
    this.#messages.fail(id, error);
    this.#listener.failed(error, message);
  }

  /** What seems to keep no history may be a relay that was slow to answer the join, and acknowledges. */
  async #deliverPlain(outgoing: Outgoing, asked: object): Promise<Sent | undefined> {
    if (!this.#to.isOpen()) throw new ChatError('no_answer');
    if (outgoing.event !== 'send') throw new ChatError('unavailable');
    const acknowledged = this.#to.request('send', asked, sentSchema);
    try {
      return await Promise.any([acknowledged, this.#echoes.expect(outgoing)]);
    } catch {
      throw new ChatError('unconfirmed');
    }
  }

  #find(id: string): ChatMessage | undefined {
    return this.#timeline.messages.find((message) => message.own && message.id === id);
  }

  #update(id: string, change: Partial<ChatMessage>): void {
    this.#timeline.update(id, change);
    this.#listener.changed();
  }
}

/** A text as it goes out. What was pasted may hold what the relay takes from nobody, and nobody can see. */
export function asSent(text: string): string {
  return withoutControls(withPlainLineEnds(text)).trimEnd();
}

/** Why this text could not be sent under this name; nothing, if it can. */
export function objectionTo(text: string, username: string | undefined): ChatError | undefined {
  if (!username) return new ChatError('no_name');
  if (!isName(username) || holdsCheckMark(username)) return new ChatError('bad_name');
  if (isServerName(username)) return new ChatError('name_taken');
  if (!asSent(text).trim()) return new ChatError('empty');
  if (text.length > limits.text) return new ChatError('too_long');
  return undefined;
}
