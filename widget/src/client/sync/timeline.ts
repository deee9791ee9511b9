import {
  type Change,
  entrySchemas,
  type Erased,
  fold,
  type Message,
  type Position,
  read,
  withoutPerson,
} from '@realtime-chat/protocol';
import type { ChatMessage } from './chat-message.js';
import { type PendingChange, withPendingChanges } from './pending-changes.js';

type Entry = { seq: number; type: string };

/** So many of the last changes are kept, for messages that are loaded later. */
const keptChanges = 200;

/**
 * A room's messages as this client knows them: first the log's messages in the order of `seq`, with all changes folded
 * in, then the person's own messages that the log does not hold yet. One that failed stays where it was written, as soon as
 * that place is loaded. Pure: the same entries give the same messages, in whatever order and however often they arrive.
 */
export class Timeline {
  /** The id of this person, whose messages are `own`. */
  me: string | undefined;
  /** Whether the log may have older messages than the loaded ones. To be set before these change. */
  hasOlder = true;
  #epoch: string | undefined;
  /** Every entry up to this seq has been applied. */
  #last = 0;
  #stored: ChatMessage[] = [];
  /** The ids of the own messages in `#stored`. A search for each message that is sent would be slow in a long room. */
  #ownStored = new Set<string>();
  #pending: ChatMessage[] = [];
  #pendingChanges: PendingChange[] = [];
  /** The result of `messages`, until something changes. */
  #messages: readonly ChatMessage[] | undefined;
  #bySeq: Map<number | undefined, ChatMessage> | undefined;
  /** Entries that arrived before the entries that they follow. */
  #ahead = new Map<number, Entry>();
  /** The last changes. The relay may have read an older page before a change, and sent it after the change. */
  #recentChanges: (Change | Erased)[] = [];
  /** Messages that others reply to and that are older than the loaded ones, by seq. */
  #quoted = new Map<number, ChatMessage>();

  get messages(): readonly ChatMessage[] {
    this.#messages ??= this.#withPendingChanges(this.#inOrder());
    return this.#messages;
  }

  /** The place in the log up to which everything is known. A join asks for what follows. */
  get position(): Position | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, seq: this.#last };
  }

  /** The seq of the oldest loaded message. */
  get oldest(): number | undefined {
    return this.#stored.find(({ seq }) => seq)?.seq;
  }

  /** Whether entries are known to be missing. */
  get hasGap(): boolean {
    return this.#ahead.size > 0;
  }

  /** The message at this place of the log, if it is known. */
  at(seq: number): ChatMessage | undefined {
    this.#bySeq ??= new Map(this.messages.map((message) => [message.seq, message]));
    return this.#bySeq.get(seq) ?? this.#quoted.get(seq);
  }

  /**
   * Starts again from the newest messages. Own messages and changes that are not acknowledged stay. Those that are
   * acknowledged are in the log, or lost with it.
   */
  reset(epoch: string, head: number, messages: readonly Message[]): void {
    // In the same log, quoted messages may have changed unseen. In another log, they are other messages.
    this.#quoted.clear();
    this.#recentChanges = [];
    this.#epoch = epoch;
    this.#last = head;
    this.#ahead.clear();
    this.#pending = this.#pending.filter(({ state }) => state !== 'sent');
    this.#pendingChanges = this.#pendingChanges.filter(({ seq }) => seq === undefined);
    this.#stored = messages.map((message) => this.#store(message));
    this.#ownStored.clear();
    this.#recordOwn(this.#stored);
    this.#invalidate();
  }

  /**
   * Takes entries of the log as they arrive. The next entry is applied, a known entry is dropped, and an entry that is
   * ahead is held until the entries before it have arrived.
   *
   * @returns the messages that are new.
   */
  apply(epoch: string, entries: readonly Entry[]): ChatMessage[] {
    if (epoch !== this.#epoch) return [];
    for (const entry of entries) if (entry.seq > this.#last) this.#ahead.set(entry.seq, entry);
    const known = this.#stored.length;
    let next;
    while ((next = this.#ahead.get(this.#last + 1))) {
      this.#ahead.delete(++this.#last);
      // An entry of an unknown type takes its seq and changes nothing.
      const { type } = next;
      const schema = entrySchemas.find(({ entries }) => entries.type.literal === type);
      const entry = schema && read(schema, next);
      if (entry?.type === 'message') {
        const { type: _, ...message } = entry;
        this.#stored.push(this.#store(message));
      } else if (entry && entry.type !== 'moderate') this.#applyChange(entry);
    }
    this.#dropAppliedChanges();
    this.#invalidate();
    // Read from `#stored`, because later entries may have changed the new messages already.
    const added = this.#stored.slice(known);
    this.#recordOwn(added);
    return added;
  }

  /** Adds an older page. */
  prepend(messages: readonly Message[]): void {
    const before = this.oldest ?? Infinity;
    const older = messages
      .filter(({ seq }) => seq < before)
      .map((message) => this.#withRecentChanges(message));
    this.#stored.unshift(...older);
    this.#recordOwn(older);
    this.#invalidate();
  }

  /** Adds an older message that another message replies to. */
  addQuoted(message: Message): void {
    this.#quoted.set(message.seq, this.#withRecentChanges(message));
  }

  /** Keeps so many of the newest stored messages. The others can be loaded again. */
  trim(count: number): void {
    const removed = this.#stored.splice(0, this.#stored.length - count);
    for (const { id } of removed) this.#ownStored.delete(id);
    this.hasOlder ||= removed.length > 0;
    this.#invalidate();
  }

  /** Adds a message that is in no log: that of a server without history. */
  addUnlogged(message: ChatMessage): void {
    this.drop(message.id);
    this.#stored.push(message);
    this.#recordOwn([message]);
    this.#invalidate();
  }

  /** Adds an own message that is not in the log yet, behind all others. */
  addPending(message: ChatMessage): void {
    if (this.#ownStored.has(message.id)) return;
    this.drop(message.id);
    this.#pending.push(message);
  }

  /** Shows a message with this change until the log holds the change. */
  addPendingChange(change: PendingChange): void {
    this.#pendingChanges = [...this.#pendingChanges.filter(({ id }) => id !== change.id), change];
    this.#invalidate();
  }

  /** A pending change is in the log. Its entry arrives later, if it has not arrived yet. */
  acknowledgeChange(id: string, seq: number): void {
    this.#pendingChanges = this.#pendingChanges.map((change) =>
      change.id === id ? { ...change, seq } : change,
    );
    this.#dropAppliedChanges();
    this.#invalidate();
  }

  /** Removes a pending message or a pending change. */
  drop(id: string): void {
    this.#pending = this.#pending.filter((message) => message.id !== id);
    this.#pendingChanges = this.#pendingChanges.filter((change) => change.id !== id);
    this.#invalidate();
  }

  /** Updates a pending message. */
  update(id: string, change: Partial<ChatMessage>): void {
    this.#pending = this.#pending.map((message) => (message.id === id ? { ...message, ...change } : message));
    this.#invalidate();
  }

  #inOrder(): ChatMessage[] {
    const messages = [...this.#stored];
    const start = (this.hasOlder && this.#stored.find(({ seq }) => seq)?.time) || 0;
    /** Failed ones that are older than all loaded messages. At the beginning they would seem to be the log's oldest. */
    const unplaced: ChatMessage[] = [];
    for (const message of this.#pending) {
      const last = message.state === 'failed' ? message.time : Infinity;
      if (last < start) unplaced.push(message);
      else messages.splice(messages.findLastIndex(({ time }) => time <= last) + 1, 0, message);
    }
    return [...messages, ...unplaced];
  }

  /** An own message may be acknowledged and changed before its entry arrives. */
  #withPendingChanges(messages: readonly ChatMessage[]): readonly ChatMessage[] {
    const changes = this.#pendingChanges;
    if (changes.length === 0) return messages;
    return messages.map((message) => withPendingChanges(message, changes, this.me));
  }

  /** The time is another one than was believed, by so many milliseconds, when pending messages were added. */
  movePending(change: number): void {
    this.#pending = this.#pending.map((message) =>
      message.seq === undefined ? { ...message, time: message.time + change } : message,
    );
    this.#invalidate();
  }

  #recordOwn(stored: readonly ChatMessage[]): void {
    for (const { id, own } of stored) if (own) this.#ownStored.add(id);
  }

  #applyChange(change: Change | Erased): void {
    if (change.sender === this.me) this.drop(change.id);
    this.#recentChanges = [...this.#recentChanges.slice(1 - keptChanges), change];
    this.#stored = this.#stored.map((message) => changed(message, change));
    for (const [seq, message] of this.#quoted) this.#quoted.set(seq, changed(message, change));
  }

  /** Folding a change in a second time makes no difference, so changes that the relay knew do no harm. */
  #withRecentChanges(message: Message): ChatMessage {
    return this.#recentChanges.reduce(changed, this.#store(message));
  }

  /** A message of the log. If it is the person's own, it is no longer pending. */
  #store(message: Message): ChatMessage {
    const own = message.sender === this.me;
    if (own) this.drop(message.id);
    return { ...message, own, state: 'sent' };
  }

  /** A change whose entry has been applied is shown from the log. */
  #dropAppliedChanges(): void {
    this.#pendingChanges = this.#pendingChanges.filter(({ seq = Infinity }) => seq > this.#last);
  }

  #invalidate(): void {
    this.#messages = this.#bySeq = undefined;
  }
}

/** The message after a change, which may be about another message. An erasure is about all messages before it. */
function changed(message: ChatMessage, change: Change | Erased): ChatMessage {
  const { seq = 0 } = message;
  if (change.type !== 'erase') return change.target === seq ? fold(message, change) : message;
  return change.seq > seq ? withoutPerson(message, change.person) : message;
}
