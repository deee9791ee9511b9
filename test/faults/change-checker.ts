import type { Message } from '@realtime-chat/protocol';
import type { PromiseName, Violation } from './checker.ts';
import type { Acknowledged } from './history.ts';

/** One thing that somebody asked for, whatever became of it. */
export type Asked = {
  id: string;
  /** Where its sender was told that it is stored. */
  acknowledged?: Acknowledged;
  /** By what name its sender was told that it is not. */
  refused?: string;
} & (
  | { kind: 'message'; text: string }
  | { kind: 'edit'; text: string; target: number }
  | { kind: 'delete'; target: number }
  | { kind: 'react'; target: number; emoji: string; on: boolean; sender: string }
);

/** One entry of the log, as a fresh reader was told it. */
export interface LogEntry {
  seq: number;
  type: string;
  id: string;
  sender: string;
  target?: number | undefined;
  /** Of a moderation action. */
  action?: string | undefined;
  person?: string | undefined;
  seconds?: number | undefined;
}

export interface ChangeHistory {
  /** Of which store the log is. */
  era: number;
  asked: readonly Asked[];
  /** What somebody reads who comes in fresh: all entries, and all messages. */
  entries: readonly LogEntry[];
  messages: readonly Message[];
  /** How the messages read to those who were there. */
  views: readonly { who: string; place: number; messages: readonly Message[] }[];
}

/** How a message has to read. */
interface Wanted {
  text: string;
  deleted: boolean;
  /** Who gives what, as `emoji sender`. */
  reactions: Set<string>;
}

/**
 * Holds what became of messages against the promises. Pure, and by rules of its own: it does not fold as the relay and
 * its clients do.
 */
export function checkChanges(history: ChangeHistory): Violation[] {
  const { entries, messages, views } = history;
  const asked = new Map(history.asked.map((each) => [each.id, each]));
  const { wanted, gone, foreign } = replay(entries, asked);
  return [
    ...foreign,
    ...acknowledgedIsStored(history),
    ...storedOnce(entries),
    ...contiguous(entries),
    ...readsAs('a fresh reader', messages, wanted),
    ...views.flatMap((view) => [...readsAs(view.who, view.messages, wanted), ...upToDate(view, entries)]),
    ...nowhere(gone, JSON.stringify([entries, messages])),
  ];
}

/** What the log says became of each message, and which texts are to be gone by that. */
function replay(entries: readonly LogEntry[], asked: ReadonlyMap<string, Asked>) {
  const wanted = new Map<number, Wanted>();
  const gone = new Set<string>();
  const foreign: Violation[] = [];
  for (const { seq, id, sender, target } of entries) {
    const request = asked.get(id);
    if (!request) {
      foreign.push(violation('genuine', `the log holds entry ${seq}, for which nobody asked`));
      continue;
    }
    if (request.kind === 'message') {
      wanted.set(seq, { text: request.text, deleted: false, reactions: new Set() });
      continue;
    }
    const message = wanted.get(target ?? 0);
    if (target !== request.target || !message || message.deleted) {
      foreign.push(violation('genuine', `entry ${seq} changes ${target}, for which nobody asked`));
      continue;
    }
    switch (request.kind) {
      case 'edit':
        gone.add(message.text);
        message.text = request.text;
        break;
      case 'delete':
        gone.add(message.text);
        wanted.set(request.target, { text: '', deleted: true, reactions: new Set() });
        break;
      case 'react':
        message.reactions[request.on ? 'add' : 'delete'](`${request.emoji} ${sender}`);
    }
  }
  return { wanted, gone, foreign };
}

function* acknowledgedIsStored(history: ChangeHistory): Generator<Violation> {
  const { era, asked, entries } = history;
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  const ids = new Set(entries.map(({ id }) => id));
  for (const each of asked) {
    const { kind, id, acknowledged, refused } = each;
    if (refused !== undefined && ids.has(id)) {
      yield violation('acknowledged', `a ${kind} was refused as ${refused} and is stored`);
    }
    if (acknowledged?.era !== era) continue;
    const { seq } = acknowledged;
    const entry = bySeq.get(seq);
    // What changes nothing is no entry, and is answered with the place of the newest one.
    if (kind === 'react' && entry && !ids.has(id) && isSo(history, each, seq)) continue;
    if (entry?.id !== id || entry.type !== kind) {
      yield violation('acknowledged', `a ${kind} was acknowledged at ${seq} and is not there`);
    }
  }
}

/** Whether a reaction was, at this place of the log, as somebody asked for it. */
function isSo(
  { asked, entries }: ChangeHistory,
  { target, emoji, on, sender }: Extract<Asked, { kind: 'react' }>,
  place: number,
): boolean {
  const requests = new Map(asked.map((each) => [each.id, each]));
  let isOn = false;
  for (const entry of entries) {
    const request = entry.seq <= place && entry.sender === sender ? requests.get(entry.id) : undefined;
    if (request?.kind === 'react' && request.target === target && request.emoji === emoji) isOn = request.on;
  }
  return isOn === on;
}

function* storedOnce(entries: readonly LogEntry[]): Generator<Violation> {
  const first = new Map<string, number>();
  for (const { seq, id, type } of entries) {
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, seq);
    else yield violation('once', `a ${type} is stored at ${earlier} and again at ${seq}`);
  }
}

function* contiguous(entries: readonly LogEntry[]): Generator<Violation> {
  for (const [index, { seq }] of entries.entries()) {
    if (seq !== index + 1) {
      yield violation('contiguous', `entry ${seq} stands where ${index + 1} should`);
      return;
    }
  }
}

function* readsAs(
  who: string,
  messages: readonly Message[],
  wanted: ReadonlyMap<number, Wanted>,
): Generator<Violation> {
  for (const { seq, message, deleted = false, reactions = [] } of messages) {
    const given = reactions.flatMap(({ emoji, people }) => people.map(({ id }) => `${emoji} ${id}`));
    const counted = reactions.reduce((sum, { count }) => sum + count, 0);
    const should = wanted.get(seq);
    const fits =
      should?.text === message &&
      should.deleted === deleted &&
      counted === given.length &&
      given.toSorted().join() === [...should.reactions].toSorted().join();
    if (!fits) yield violation('folded', `${who} reads message ${seq} as something else than became of it`);
  }
}

function* upToDate(
  { who, place }: ChangeHistory['views'][number],
  entries: readonly LogEntry[],
): Generator<Violation> {
  const head = entries.at(-1)?.seq ?? 0;
  if (place !== head) yield violation('contiguous', `${who} has everything up to ${place} of ${head}`);
}

function* nowhere(gone: ReadonlySet<string>, told: string): Generator<Violation> {
  for (const text of gone) {
    const inside = JSON.stringify(text).slice(1, -1);
    if (told.includes(inside)) yield violation('gone', `${JSON.stringify(text.slice(0, 20))}… is still told`);
  }
}

function violation(promise: PromiseName, about: string): Violation {
  return { promise, about };
}
