import { type Message, messageSchema, type Position, read } from '@realtime-chat/protocol';
import type { ChatErrorCode } from './chat-error.js';

/** Where a message is on its way: waiting for a link, under way, stored by the relay, or given up. */
export type MessageState = 'queued' | 'sending' | 'sent' | 'failed';

/** A message as it is shown. */
export interface ChatMessage extends Omit<Message, 'seq'> {
  /** Its place in the room's log, once it has one. */
  seq?: number;
  state: MessageState;
  /** Whether it is one's own. */
  own: boolean;
  /** Why it failed. */
  error?: ChatErrorCode;
}

type Entry = { seq: number; type: string };

/**
 * What a room's conversation looks like from here: the log's messages in the order of `seq`, then one's own
 * that are not in the log yet. Pure: the same entries, in whatever order and however often they arrive, end
 * in the same messages.
 */
export class Timeline {
  /** The person whose messages are `own`. */
  me: string | undefined;
  #epoch: string | undefined;
  /** Everything up to this seq has been applied. */
  #last = 0;
  #stored: ChatMessage[] = [];
  #pending: ChatMessage[] = [];
  /** Both, until one of them changes. */
  #messages: readonly ChatMessage[] | undefined;
  /** Entries that came before the ones they follow. */
  #ahead = new Map<number, Entry>();

  get messages(): readonly ChatMessage[] {
    this.#messages ??= [...this.#stored, ...this.#pending];
    return this.#messages;
  }

  /** Up to where the log is known, to ask for what came after. */
  get position(): Position | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, seq: this.#last };
  }

  /** The seq of the oldest message here. */
  get oldest(): number | undefined {
    return this.#stored.find(({ seq }) => seq)?.seq;
  }

  /** Whether something is known to be missing. */
  get hasGap(): boolean {
    return this.#ahead.size > 0;
  }

  /** Begins anew from the newest messages. What is not acknowledged stays; what was is among these, or is gone. */
  reset(epoch: string, head: number, messages: readonly Message[]): void {
    this.#epoch = epoch;
    this.#last = head;
    this.#ahead.clear();
    this.#pending = this.#pending.filter(({ state }) => state !== 'sent');
    this.#stored = messages.map((message) => this.#settled(message));
    this.#messages = undefined;
  }

  /**
   * Takes entries of the log as they come: the next is applied, one that is known is dropped, one that is
   * ahead is held until what is before it has come.
   *
   * @returns the messages that are new.
   */
  apply(epoch: string, entries: readonly Entry[]): ChatMessage[] {
    if (epoch !== this.#epoch) return [];
    for (const entry of entries) if (entry.seq > this.#last) this.#ahead.set(entry.seq, entry);
    const added: ChatMessage[] = [];
    let next;
    while ((next = this.#ahead.get(this.#last + 1))) {
      this.#ahead.delete(++this.#last);
      // An entry of a kind that is not known here changes nothing that can be shown here.
      const message = read(messageSchema, next);
      if (message) added.push(this.#settled(message));
    }
    this.#stored.push(...added);
    this.#messages = undefined;
    return added;
  }

  /** Adds an older page. */
  prepend(messages: readonly Message[]): void {
    const before = this.oldest ?? Infinity;
    const older = messages.filter(({ seq }) => seq < before);
    this.#stored.unshift(...older.map((message) => this.#settled(message)));
    this.#messages = undefined;
  }

  /** Keeps so many of the newest that are stored; the others can be loaded again. @returns whether any went. */
  trim(count: number): boolean {
    const gone = this.#stored.splice(0, this.#stored.length - count);
    this.#messages = undefined;
    return gone.length > 0;
  }

  /** Shows words that are in no log: a greeting, or a message of a server that keeps none. */
  note(message: ChatMessage): void {
    this.drop(message.id);
    this.#stored.push(message);
    this.#messages = undefined;
  }

  /** Shows a message of one's own that is not in the log yet, or shows it anew. */
  pend(message: ChatMessage): void {
    const isKnown = ({ id, own }: ChatMessage): boolean => own && id === message.id;
    if (this.#stored.some(isKnown)) return;
    if (this.#pending.some(isKnown)) this.update(message.id, message);
    else this.#pending.push(message);
    this.#messages = undefined;
  }

  /** Shows one no longer that is not in the log. */
  drop(id: string): void {
    this.#pending = this.#pending.filter((message) => message.id !== id);
    this.#messages = undefined;
  }

  /** Something became of a message that is not in the log yet. */
  update(id: string, change: Partial<ChatMessage>): void {
    this.#pending = this.#pending.map((message) => (message.id === id ? { ...message, ...change } : message));
    this.#messages = undefined;
  }

  /** A stored message, which is no longer pending if it was one's own. */
  #settled({ seq, id, time, sender, username, message }: Message): ChatMessage {
    const own = sender === this.me;
    if (own) this.drop(id);
    return { seq, id, time, sender, username, message, own, state: 'sent' };
  }
}
