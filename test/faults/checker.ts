import type { History, Stored, View } from './history.ts';
import { read } from './words.ts';

/**
 * - `acknowledged`: what was acknowledged is stored, where the acknowledgement said
 * - `once`: nothing is stored twice
 * - `order`: everyone sees the same message in the same place, and a writer's own in the order written
 * - `contiguous`: no place is empty, and nobody is behind
 * - `kept`: what was written is stored, or visibly waiting, failed or still in the field
 * - `genuine`: what is read was written, by whom it says, as it is
 * - `folded`: everyone reads a message as what became of it says
 * - `gone`: a text that was replaced or deleted is told to nobody, and a file that nothing needs is removed
 * - `everywhere`: what one of several nodes shows is stored, and all show it; what a moderator decrees holds on all
 */
export type PromiseName =
  | 'acknowledged'
  | 'once'
  | 'order'
  | 'contiguous'
  | 'kept'
  | 'genuine'
  | 'folded'
  | 'gone'
  | 'everywhere';

export interface Violation {
  promise: PromiseName;
  about: string;
}

/** Holds a history against the promises. Pure: it looks at nothing but the history. */
export function check(history: History): Violation[] {
  return [
    ...acknowledgedIsStored(history),
    ...storedOnce(history),
    ...logIsContiguous(history),
    ...viewsAgree(history),
    ...writersKeepTheirOrder(history),
    ...nothingIsLost(history),
    ...everythingIsGenuine(history),
  ];
}

function* acknowledgedIsStored({ era, written, log }: History): Generator<Violation> {
  const bySeq = new Map(log.map((stored) => [stored.seq, stored.text]));
  const texts = new Set(log.map(({ text }) => text));
  for (const { text, acknowledged } of written) {
    if (acknowledged?.era !== era) continue;
    const { seq } = acknowledged;
    if (!texts.has(text)) yield violation('acknowledged', `${name(text)} was acknowledged and is not stored`);
    else if (bySeq.get(seq) !== text) {
      yield violation('acknowledged', `${name(text)} was acknowledged at ${seq} and is stored elsewhere`);
    }
  }
}

function* storedOnce({ log }: History): Generator<Violation> {
  const first = new Map<string, number>();
  for (const { seq, text } of log) {
    const earlier = first.get(text);
    if (earlier === undefined) first.set(text, seq);
    else yield violation('once', `${name(text)} is stored at ${earlier} and again at ${seq}`);
  }
}

function* logIsContiguous({ log }: History): Generator<Violation> {
  yield* gaps('a fresh reader', log);
}

function* viewsAgree({ log, views }: History): Generator<Violation> {
  const bySeq = new Map(log.map((stored) => [stored.seq, stored.text]));
  const head = log.at(-1)?.seq ?? 0;
  for (const view of views) {
    const { who, stored } = view;
    for (const { seq, text } of stored) {
      if (bySeq.get(seq) === text) continue;
      const there = bySeq.get(seq);
      yield violation(
        'order',
        `${who} sees ${name(text)} at ${seq}, where a fresh reader sees ${there === undefined ? 'nothing' : name(there)}`,
      );
    }
    yield* gaps(who, stored);
    const last = stored.at(-1)?.seq ?? 0;
    if (last < head) yield violation('contiguous', `${who} sees nothing after ${last} of ${head}`);
    yield* unsentTwice(view);
  }
}

/** A message that is in the log must not stand below it as one that still waits. */
function* unsentTwice({ who, stored, unsent }: View): Generator<Violation> {
  const texts = new Set(stored.map(({ text }) => text));
  for (const text of unsent) {
    if (texts.has(text)) yield violation('once', `${who} sees ${name(text)} both stored and not sent`);
  }
}

function* gaps(who: string, stored: readonly Stored[]): Generator<Violation> {
  let previous: number | undefined;
  for (const { seq } of stored) {
    if (previous !== undefined && seq !== previous + 1) {
      yield violation('contiguous', `${who} sees ${seq} right after ${previous}`);
    }
    previous = seq;
  }
}

function* writersKeepTheirOrder({ log, steady }: History): Generator<Violation> {
  const writers = new Set(steady);
  const last = new Map<string, number>();
  for (const { text } of log) {
    const words = read(text);
    if (!words || !writers.has(words.writer)) continue;
    const { writer, number } = words;
    const before = last.get(writer) ?? -1;
    if (number < before) yield violation('order', `${writer} wrote #${number} before #${before}`);
    last.set(writer, Math.max(before, number));
  }
}

function* nothingIsLost({ era, written, log, views }: History): Generator<Violation> {
  const somewhere = new Set(log.map(({ text }) => text));
  for (const { unsent, drafts } of views) for (const text of [...unsent, ...drafts]) somewhere.add(text);
  for (const { text, acknowledged, refused } of written) {
    // What was acknowledged in an era that is over is lost with its store, and is held against nobody else.
    if (refused || (acknowledged && acknowledged.era < era)) continue;
    if (!somewhere.has(text)) yield violation('kept', `${name(text)} was written and is nowhere`);
  }
}

function* everythingIsGenuine({ written, log, views }: History): Generator<Violation> {
  const known = new Map(written.map(({ text, writer }) => [text, writer]));
  const places = [{ who: 'a fresh reader', stored: log }, ...views];
  for (const { who, stored } of places) {
    for (const { seq, text, username } of stored) {
      if (!read(text)) yield violation('genuine', `${who} sees a text that is not whole at ${seq}`);
      else if (known.get(text) === undefined)
        yield violation('genuine', `${who} sees ${name(text)} at ${seq}, which nobody wrote`);
      else if (known.get(text) !== username)
        yield violation('genuine', `${who} sees ${name(text)} at ${seq} under the name ${username}`);
    }
  }
}

function name(text: string): string {
  const words = read(text);
  return words ? `${words.writer} #${words.number}` : JSON.stringify(text.slice(0, 40));
}

function violation(promise: PromiseName, about: string): Violation {
  return { promise, about };
}
