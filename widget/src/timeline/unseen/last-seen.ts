import type { Position } from '@realtime-chat/protocol';
import type { ChatRoom } from '../../client/index.js';
import { recall, remember, storagePrefix, tryStorage } from '../../client/storage.js';

/** So many rooms are remembered. Beyond that, the room that was read least recently is forgotten. */
const maxRooms = 200;

const beginning = 'seen:';

/**
 * The key of the place up to which a person has read a room. It is kept in localStorage, so that all tabs of this browser
 * and later visits know it. Undefined while nobody knows which person reads.
 */
export function lastSeenKey({ storagePrefix: person, room }: ChatRoom): string | undefined {
  return person === undefined ? undefined : `${beginning}${person} ${room}`;
}

export function recallLastSeen(key: string): Position | undefined {
  const [seq, , epoch] = recall(key)?.split(' ') ?? [];
  return epoch === undefined ? undefined : { epoch, seq: Number(seq) || 0 };
}

export function rememberLastSeen(key: string, { epoch, seq }: Position): void {
  const known = recallLastSeen(key);
  // Another tab may have shown more of the same log.
  if (known?.epoch === epoch && known.seq >= seq) return;
  if (!known) forgetRooms();
  remember(key, `${seq} ${Date.now()} ${epoch}`);
}

/** Forgets the last seen places of the rooms that were read least recently, so that there is place for another one. */
function forgetRooms(): void {
  const stored = tryStorage((storage) => Object.keys(storage)) ?? [];
  const keys = stored
    .filter((key) => key.startsWith(storagePrefix + beginning))
    .map((key) => key.slice(storagePrefix.length));
  if (keys.length < maxRooms) return;
  const oldestFirst = keys
    .map((key) => ({ key, time: Number(recall(key)?.split(' ')[1]) || 0 }))
    .sort((a, b) => a.time - b.time);
  for (const { key } of oldestFirst.slice(0, keys.length - maxRooms + 1)) remember(key, '');
}
