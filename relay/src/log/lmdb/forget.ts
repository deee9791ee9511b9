import { forgetStep, longestForgetStep } from '../store-rules.ts';
import { dropReactors, dropText } from './drop.ts';
import { reachOf, type Tables } from './tables.ts';

/* Forgetting, in steps that fit between two appends. Each step runs inside a transaction of its own. */

/**
 * Forgets at most `forgetStep` of the oldest entries, or as many as a short time allows.
 *
 * @param isEnough is given the seq of the oldest entry that is left, and how many messages are.
 * @returns whether there may be more to forget.
 */
export function forgetSome(
  tables: Tables,
  room: string,
  isEnough: (seq: number, messages: number) => boolean,
): boolean {
  const { head, floor, messages } = reachOf(tables, room);
  const deadline = performance.now() + longestForgetStep;
  let end = Math.min(head, floor + forgetStep);
  let [seq, left] = [floor, messages];
  for (; seq < end && !isEnough(seq, left); seq++) {
    if (seq > floor && performance.now() > deadline) {
      end = seq;
      break;
    }
    const message = tables.entries.get([room, seq]);
    const entry = message ?? tables.changes.get([room, seq]);
    if (!entry) continue;
    const { sender, id, time } = entry;
    void tables.forgotten.put([room, seq], { sender, id, time });
    void (message ? tables.entries : tables.changes).remove([room, seq]);
    if (!message) continue;
    left -= 1;
    // Its last edit may come after messages that are kept.
    dropText(tables, room, message.textIn);
    if (message.reactions) dropReactors(tables, room, seq);
  }
  if (seq === floor) return false;
  void tables.rooms.put(room, { head, floor: seq, messages: left });
  return seq === end && end < head;
}

/** Whether a room has ids without an entry from before `time`. Cheap: quiet rooms are asked again and again. */
export function hasUsesBefore({ forgotten }: Tables, room: string, time: number): boolean {
  const [oldest] = forgotten.getRange({ start: [room, 0], end: [room, Infinity], limit: 1 });
  return oldest !== undefined && oldest.value.time < time;
}

/** Forgets at most `forgetStep` of the oldest ids from before `time`. @returns whether there may be more to forget. */
export function forgetSomeUses({ forgotten, uses }: Tables, room: string, time: number): boolean {
  const range = { start: [room, 0], end: [room, Infinity], limit: forgetStep };
  const oldest = [...forgotten.getRange(range)];
  const young = oldest.findIndex(({ value }) => value.time >= time);
  const stale = young === -1 ? oldest : oldest.slice(0, young);
  for (const { key, value } of stale) {
    void uses.remove([room, value.sender, value.id]);
    void forgotten.remove(key);
  }
  return stale.length === forgetStep;
}
