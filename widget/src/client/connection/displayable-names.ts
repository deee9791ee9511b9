import { shownName } from '@realtime-chat/protocol';

/**
 * Replaces every username in a frame by one that can be displayed. The log may be older than the relay's present rules
 * for names, and other servers accept any name. A username never becomes empty, because an empty one stands for an erased
 * person.
 */
export function makeNamesDisplayable(frame: unknown): void {
  if (typeof frame !== 'object' || frame === null) return;
  for (const part of Object.values(frame)) makeNamesDisplayable(part);
  if ('username' in frame && typeof frame.username === 'string') {
    frame.username &&= shownName(frame.username) || '?';
  }
}
