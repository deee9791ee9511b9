import type { PromiseName, Violation } from './checker.ts';

/** One message of a guest that has to wait for a moderator, whatever became of it. */
export interface HeldMessage {
  id: string;
  text: string;
  /** By what code its sender was told that it is not published: `held` means that it waits. */
  refused?: string;
  /** What a moderator was told is done with it. */
  resolved?: 'approved' | 'dismissed';
}

export interface HeldHistory {
  asked: readonly HeldMessage[];
  /** The messages of the room, as a fresh reader is told them. */
  published: readonly { id: string; text: string }[];
  /** What waits, as a moderator is told it. */
  waiting: readonly { id: string; text: string }[];
}

/** Holds what happened to held messages against the promises: each is in one place, and in the right one. Pure. */
export function checkHeld({ asked, published, waiting }: HeldHistory): Violation[] {
  const found: Violation[] = [];
  const broken = (promise: PromiseName, about: string): void => void found.push({ promise, about });
  const byId = new Map(asked.map((each) => [each.id, each]));

  for (const [where, messages] of Object.entries({ published, waiting })) {
    const seen = new Set<string>();
    for (const { id, text } of messages) {
      if (seen.has(id)) broken('once', `${id} is ${where} twice`);
      seen.add(id);
      if (byId.get(id)?.text !== text) broken('genuine', `nobody wrote the ${where} ${id}`);
    }
  }

  const isPublished = new Set(published.map(({ id }) => id));
  const isWaiting = new Set(waiting.map(({ id }) => id));
  for (const { id, refused, resolved } of asked) {
    const place = isPublished.has(id) ? 'published' : isWaiting.has(id) ? 'waiting' : 'nowhere';
    if (isPublished.has(id) && isWaiting.has(id)) broken('once', `${id} is published and still waits`);
    if (place !== placeOf(refused, resolved)) {
      broken(
        'acknowledged',
        `${id} was answered ${refused}, then ${resolved ?? 'left alone'}, and is ${place}`,
      );
    }
  }
  return found;
}

function placeOf(refused: string | undefined, resolved: HeldMessage['resolved']): string {
  if (refused !== 'held' || resolved === 'dismissed') return 'nowhere';
  return resolved === 'approved' ? 'published' : 'waiting';
}
