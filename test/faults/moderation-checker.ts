import type { LogEntry } from './change-checker.ts';
import type { PromiseName, Violation } from './checker.ts';
import type { Acknowledged } from './history.ts';

/** One action that a moderator requested, and its outcome. */
export interface RequestedAction {
  id: string;
  action: 'mute' | 'unmute' | 'ban' | 'unban' | 'slow' | 'lock' | 'unlock';
  person?: string;
  seconds?: number;
  acknowledged?: Acknowledged;
  refused?: string;
}

/** The restrictions in a room, as a moderator gets them. */
export interface Holding {
  muted: readonly string[];
  banned: readonly string[];
  slow: number;
  locked: boolean;
}

export interface ModerationHistory {
  /** The era of the store that the log is in. */
  era: number;
  requested: readonly RequestedAction[];
  /** All entries of the room, as a new client reads them. */
  entries: readonly LogEntry[];
  holding: Holding;
}

/** Checks the actions of moderators against the promises. Pure, and independent of the relay's code. */
export function checkModeration(history: ModerationHistory): Violation[] {
  const { era, requested, entries, holding } = history;
  const found: Violation[] = [];
  const broken = (promise: PromiseName, about: string): void => void found.push({ promise, about });
  const asked = new Map(requested.map((each) => [each.id, each]));
  const places = new Map<string, number>();
  const should = { muted: new Set<string>(), banned: new Set<string>(), slow: 0, locked: false };

  for (const [index, { seq, id, type, action, person, seconds }] of entries.entries()) {
    if (seq !== index + 1) broken('contiguous', `entry ${seq} stands where ${index + 1} should`);
    const earlier = places.get(id);
    if (earlier === undefined) places.set(id, seq);
    else broken('once', `an action is stored at ${earlier} and again at ${seq}`);
    const request = asked.get(id);
    const isRequested =
      type === 'moderate' &&
      request?.action === action &&
      request?.person === person &&
      (action !== 'slow' || request?.seconds === seconds);
    if (!request || !isRequested) broken('genuine', `nobody requested entry ${seq}`);
    else applyTo(should, request);
  }
  for (const { id, action, acknowledged, refused } of requested) {
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

function applyTo(
  holding: { muted: Set<string>; banned: Set<string>; slow: number; locked: boolean },
  { action, person = '', seconds = 0 }: RequestedAction,
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
