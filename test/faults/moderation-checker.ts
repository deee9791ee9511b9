import type { LogEntry } from './change-checker.ts';
import type { PromiseName, Violation } from './checker.ts';
import type { Acknowledged } from './history.ts';

/** One thing that a moderator decreed, whatever became of it. */
export interface Decreed {
  id: string;
  action: 'mute' | 'unmute' | 'ban' | 'unban' | 'slow' | 'lock' | 'unlock';
  person?: string;
  seconds?: number;
  acknowledged?: Acknowledged;
  refused?: string;
}

/** What holds in a room, as a moderator is told it. */
export interface Holding {
  muted: readonly string[];
  banned: readonly string[];
  slow: number;
  locked: boolean;
}

export interface ModerationHistory {
  /** Of which store the log is. */
  era: number;
  decreed: readonly Decreed[];
  /** All entries of the room, as somebody reads them who comes in fresh. */
  entries: readonly LogEntry[];
  holding: Holding;
}

/** Holds what moderators decreed against the promises. Pure, and by rules of its own. */
export function checkModeration(history: ModerationHistory): Violation[] {
  const { era, decreed, entries, holding } = history;
  const found: Violation[] = [];
  const broken = (promise: PromiseName, about: string): void => void found.push({ promise, about });
  const asked = new Map(decreed.map((each) => [each.id, each]));
  const places = new Map<string, number>();
  const should = { muted: new Set<string>(), banned: new Set<string>(), slow: 0, locked: false };

  for (const [index, { seq, id, type, action, person, seconds }] of entries.entries()) {
    if (seq !== index + 1) broken('contiguous', `entry ${seq} stands where ${index + 1} should`);
    const earlier = places.get(id);
    if (earlier === undefined) places.set(id, seq);
    else broken('once', `a decree is stored at ${earlier} and again at ${seq}`);
    const decree = asked.get(id);
    const isAsked =
      type === 'moderate' &&
      decree?.action === action &&
      decree?.person === person &&
      (action !== 'slow' || decree?.seconds === seconds);
    if (!decree || !isAsked) broken('genuine', `nobody decreed entry ${seq}`);
    else obey(should, decree);
  }
  for (const { id, action, acknowledged, refused } of decreed) {
    if (refused !== undefined && places.has(id)) {
      broken('acknowledged', `${action} was refused as ${refused} and is stored`);
    }
    if (acknowledged?.era !== era || places.get(id) === acknowledged.seq) continue;
    broken('acknowledged', `${action} was acknowledged at ${acknowledged.seq} and is not there`);
  }
  const wanted = { ...should, muted: [...should.muted], banned: [...should.banned] };
  if (asText(wanted) !== asText(holding)) {
    broken('folded', `${asText(holding)} holds, and by the log it is ${asText(wanted)}`);
  }
  return found;
}

function obey(
  holding: { muted: Set<string>; banned: Set<string>; slow: number; locked: boolean },
  { action, person = '', seconds = 0 }: Decreed,
): void {
  switch (action) {
    case 'mute':
      holding.muted.add(person);
      break;
    case 'unmute':
      holding.muted.delete(person);
      break;
    case 'ban':
      holding.banned.add(person);
      break;
    case 'unban':
      holding.banned.delete(person);
      break;
    case 'slow':
      holding.slow = seconds;
      break;
    case 'lock':
    case 'unlock':
      holding.locked = action === 'lock';
  }
}

function asText({ muted, banned, slow, locked }: Holding): string {
  return JSON.stringify({ muted: muted.toSorted(), banned: banned.toSorted(), slow, locked });
}
