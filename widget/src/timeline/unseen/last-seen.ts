import type { Position } from '@realtime-chat/protocol';
import type { ChatRoom } from '../../client/index.js';
import { recall, remember, storagePrefix, tryStorage } from '../../client/storage.js';

/** The maximum number of remembered rooms. Beyond it, the room that was seen least recently is forgotten. */
const maxRooms = 200;

/** The keys of last seen positions begin with this, after the `storagePrefix` of all keys. */
const keyPrefix = 'seen:';

/**
 * Returns the key of the last seen position: the log position up to which a person has seen a room. It is kept in
 * localStorage, so that all tabs of this browser and later visits know it. Undefined while the person is unknown.
 */
export function lastSeenKey(chatRoom: ChatRoom): string | undefined {
  const person = chatRoom.storagePrefix;
  return person === undefined ? undefined : `${keyPrefix}${person} ${chatRoom.room}`;
}

/** Reads a last seen position. */
export function recallLastSeen(key: string): Position | undefined {
  const [seq, , epoch] = recall(key)?.split(' ') ?? [];
  return epoch === undefined ? undefined : { epoch, seq: Number(seq) || 0 };
}

/** Stores a last seen position, unless a later one in the same log is stored already. */
export function rememberLastSeen(key: string, { epoch, seq }: Position): void {
  const known = recallLastSeen(key);
  // Another tab may have shown more of the same log.
  if (known?.epoch === epoch && known.seq >= seq) return;
  if (!known) forgetRooms();
  remember(key, `${seq} ${Date.now()} ${epoch}${wasGreeted(key) ? greeted : ''}`);
}

/** Behind a last seen position, if the person has seen the relay's greeting in that room. */
const greeted = ' greeted';

/** Whether the person has seen the relay's greeting. @param key of the last seen position */
export function wasGreeted(key: string): boolean {
  return recall(key)?.endsWith(greeted) ?? false;
}

/** Stores that the person has seen the relay's greeting, beside the last seen position. */
export function rememberGreeting(key: string): void {
  const position = recall(key);
  if (position && !wasGreeted(key)) remember(key, position + greeted);
}

/** Forgets the rooms that were seen least recently, so that one more room stays within `maxRooms`. */
function forgetRooms(): void {
  const stored = tryStorage((storage) => Object.keys(storage)) ?? [];
  const keys = stored
    .filter((key) => key.startsWith(storagePrefix + keyPrefix))
    .map((key) => key.slice(storagePrefix.length));
  if (keys.length < maxRooms) return;
  const oldestFirst = keys
    .map((key) => ({ key, time: Number(recall(key)?.split(' ')[1]) || 0 }))
    .sort((a, b) => a.time - b.time);
  for (const { key } of oldestFirst.slice(0, keys.length - maxRooms + 1)) remember(key, '');
}
