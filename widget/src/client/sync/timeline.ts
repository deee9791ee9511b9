import {
  type Change,
  deletedSchema,
  editedSchema,
  fold,
  type Message,
  messageSchema,
  type Position,
  reactedSchema,
  read,
} from '@realtime-chat/protocol';
import type { ChatErrorCode } from '../chat-error.js';
import type { Content } from '../outbox/outbox-item.js';

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
  /** When it is tried again, in milliseconds since 1970, where the relay has told it to wait. */
  retryAt?: number;
  /** It is shown as one wants it, and the relay has not stored that yet. */
  changing?: boolean;
}

type Entry = { seq: number; type: string };

/** A change that is wanted and not in the log yet. */
interface Wanted extends Content {
  time: number;
  /** Its place in the log, once it is acknowledged. */
  seq?: number;
}

/** How many of the last changes are known still, for messages that are only loaded now. */
const keptChanges = 200;

const changeSchemas = [editedSchema, deletedSchema, reactedSchema];

/**
 * What a room's conversation looks like from here: the log's messages in the order of `seq`, each as it reads
 * after the changes to it, then one's own that are not in the log yet. Pure: the same entries, in whatever
 * order and however often they arrive, end in the same messages.
 */
export class Timeline {
  /** The person whose messages are `own`. */
  me: string | undefined;
  #epoch: string | undefined;
  /** Everything up to this seq has been applied. */
  #last = 0;
  #stored: ChatMessage[] = [];
  #pending: ChatMessage[] = [];
  #wanted: Wanted[] = [];
  /** All of it, until some of it changes. */
  #messages: readonly ChatMessage[] | undefined;
  #bySeq: Map<number | undefined, ChatMessage> | undefined;
  /** Entries that came before the ones they follow. */
  #ahead = new Map<number, Entry>();
  /** The last changes. A page may have been read before them, and come after them. */
  #changes: Change[] = [];
  /** Messages that are quoted and lie further back than what is loaded, by seq. */
  #quoted = new Map<number, ChatMessage>();

  get messages(): readonly ChatMessage[] {
    this.#messages ??= [...this.#stored.map((message) => this.#asWanted(message)), ...this.#pending];
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

  /** The message at this place of the log, as far as it is known. */
  at(seq: number): ChatMessage | undefined {
    this.#bySeq ??= new Map(this.messages.map((message) => [message.seq, message]));
    return this.#bySeq.get(seq) ?? this.#quoted.get(seq);
  }

  /** Begins anew from the newest messages. What is not acknowledged stays; what was is among these, or is gone. */
  reset(epoch: string, head: number, messages: readonly Message[]): void {
    // Of the same log, what is quoted may have changed unseen; of another, it is something else.
    this.#quoted.clear();
    this.#changes = [];
    this.#epoch = epoch;
    this.#last = head;
    this.#ahead.clear();
    this.#pending = this.#pending.filter(({ state }) => state !== 'sent');
    this.#wanted = this.#wanted.filter(({ seq }) => seq === undefined);
    this.#stored = messages.map((message) => this.#settled(message));
    this.#touch();
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
    const added = new Set<number>();
    let next;
    while ((next = this.#ahead.get(this.#last + 1))) {
      this.#ahead.delete(++this.#last);
      // An entry of a kind that is not known here changes nothing that can be shown here.
      const message = next.type === 'message' && read(messageSchema, next);
      if (message) {
        this.#stored.push(this.#settled(message));
        added.add(message.seq);
        continue;
      }
      for (const schema of changeSchemas) {
        const change = read(schema, next);
        if (change) this.#change(change);
      }
    }
    this.#dropDone();
    this.#touch();
    // As they read by now.
    return this.#stored.filter(({ seq = 0 }) => added.has(seq));
  }

  /** Adds an older page. */
  prepend(messages: readonly Message[]): void {
    const before = this.oldest ?? Infinity;
    const older = messages.filter(({ seq }) => seq < before);
    this.#stored.unshift(...older.map((message) => this.#upToDate(message)));
    this.#touch();
  }

  /** Knows one more message from further back, because another answers it. */
  quote(message: Message): void {
    this.#quoted.set(message.seq, this.#upToDate(message));
  }

  /** Keeps so many of the newest that are stored; the others can be loaded again. @returns whether any went. */
  trim(count: number): boolean {
    const gone = this.#stored.splice(0, this.#stored.length - count);
    this.#touch();
    return gone.length > 0;
  }

  /** Shows words that are in no log: a greeting, or a message of a server that keeps none. */
  note(message: ChatMessage): void {
    this.drop(message.id);
    this.#stored.push(message);
    this.#touch();
  }

  /** Shows a message of one's own that is not in the log yet, or shows it anew. */
  pend(message: ChatMessage): void {
    const isKnown = ({ id, own }: ChatMessage): boolean => own && id === message.id;
    if (this.#stored.some(isKnown)) return;
    if (this.#pending.some(isKnown)) this.update(message.id, message);
    else this.#pending.push(message);
    this.#touch();
  }

  /** Shows a message as one wants it, until the log says how it is. */
  want(change: Wanted): void {
    this.#wanted = [...this.#wanted.filter(({ id }) => id !== change.id), change];
    this.#touch();
  }

  /** A change that was wanted is in the log, and comes from there if it has not yet. */
  acknowledge(id: string, seq: number): void {
    this.#wanted = this.#wanted.map((wanted) => (wanted.id === id ? { ...wanted, seq } : wanted));
    this.#dropDone();
    this.#touch();
  }

  /** Shows one no longer that is not in the log: a message, or a change. */
  drop(id: string): void {
    this.#pending = this.#pending.filter((message) => message.id !== id);
    this.#wanted = this.#wanted.filter((wanted) => wanted.id !== id);
    this.#touch();
  }

  /** Something became of a message that is not in the log yet. */
  update(id: string, change: Partial<ChatMessage>): void {
    this.#pending = this.#pending.map((message) => (message.id === id ? { ...message, ...change } : message));
    this.#touch();
  }

  #change(change: Change): void {
    const { id, sender, target } = change;
    if (sender === this.me) this.drop(id);
    this.#changes = [...this.#changes.slice(1 - keptChanges), change];
    const index = this.#stored.findLastIndex(({ seq }) => seq === target);
    const stored = this.#stored[index];
    if (stored) this.#stored[index] = fold(stored, change);
    const quoted = this.#quoted.get(target);
    if (quoted) this.#quoted.set(target, fold(quoted, change));
  }

  #asWanted(message: ChatMessage): ChatMessage {
    let shown = message;
    for (const wanted of this.#wanted) {
      // The id as well, because under another epoch another message may stand in its place.
      if (wanted.target?.seq !== message.seq || wanted.target?.id !== message.id) continue;
      shown = { ...fold(shown, this.#asChange(wanted, shown)), changing: true };
    }
    return shown;
  }

  /** What the log would say if it were stored now. */
  #asChange(wanted: Wanted, { seq: target = 0, reactions = [] }: ChatMessage): Change {
    const { id, time, event, message, username, emoji = '', on = true } = wanted;
    const change = { seq: 0, id, time, sender: this.me ?? '', target };
    if (event === 'edit') return { ...change, type: 'edit', message };
    if (event !== 'react') return { ...change, type: 'delete' };
    const { count = 0, people = [] } = reactions.find((each) => each.emoji === emoji) ?? {};
    const others = people.some((person) => person.id === this.me) ? count - 1 : count;
    return { ...change, type: 'react', username, emoji, on, count: others + Number(on) };
  }

  /** What is in the log is shown from there. */
  #dropDone(): void {
    this.#wanted = this.#wanted.filter(({ seq = Infinity }) => seq > this.#last);
  }

  /** Folding a change in once more makes no difference. */
  #upToDate(message: Message): ChatMessage {
    const changes = this.#changes.filter(({ target }) => target === message.seq);
    return changes.reduce<ChatMessage>(fold, this.#settled(message));
  }

  #touch(): void {
    this.#messages = this.#bySeq = undefined;
  }

  /** A stored message, which is no longer pending if it was one's own. */
  #settled(message: Message): ChatMessage {
    const own = message.sender === this.me;
    if (own) this.drop(message.id);
    const {
      seq,
      id,
      time,
      sender,
      username,
      verified,
      message: text,
      reply,
      edited,
      deleted,
      reactions,
    } = message;
    return {
      seq,
      id,
      time,
      sender,
      username,
      verified,
      message: text,
      reply,
      edited,
      deleted,
      reactions,
      own,
      state: 'sent',
    };
  }
}
