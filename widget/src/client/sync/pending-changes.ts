import { type Change, fold } from '@realtime-chat/protocol';
import type { ChatMessage } from './chat-message.js';

/** A change that this person has made and the log does not hold yet. */
export interface PendingChange {
  id: string;
  event: string;
  time: number;
  username?: string | undefined;
  message?: string | undefined;
  target?: { seq: number; id: string } | undefined;
  emoji?: string | undefined;
  on?: boolean | undefined;
  /** Its place in the log, once the relay has acknowledged it. */
  seq?: number;
}

/**
 * The message with this person's pending changes folded in.
 *
 * @param me the id of this person
 */
export function withPendingChanges(
  message: ChatMessage,
  changes: readonly PendingChange[],
  me: string | undefined,
): ChatMessage {
  let shown = message;
  for (const change of changes) {
    // The id is compared too: under another epoch, another message may have the same seq.
    if (change.target?.seq !== message.seq || change.target?.id !== message.id) continue;
    shown = { ...fold(shown, asEntry(change, shown, me)), changing: true };
  }
  return shown;
}

/** The entry that the log would hold if the change were stored now. */
function asEntry(
  pending: PendingChange,
  { seq: target = 0, reactions = [] }: ChatMessage,
  me: string | undefined,
): Change {
  const { id, time, event, message, username, emoji = '', on = true } = pending;
  const change = { seq: 0, id, time, sender: me ?? '', target };
  if (event === 'edit') return { ...change, type: 'edit', message };
  if (event !== 'react') return { ...change, type: 'delete' };
  const { count = 0, people = [] } = reactions.find((each) => each.emoji === emoji) ?? {};
  const others = people.some((person) => person.id === me) ? count - 1 : count;
  return { ...change, type: 'react', username, emoji, on, count: others + Number(on) };
}
