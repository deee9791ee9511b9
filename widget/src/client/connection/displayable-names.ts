import { shownName } from '@realtime-chat/protocol';

/**
 * Makes every name in a frame one that can be drawn: the log may be older than what the relay takes as a name by now, and
 * other servers take any. What is left of a name is never nothing, since the nameless is the relay itself.
 */
export function showNames(frame: unknown): void {
  if (typeof frame !== 'object' || frame === null) return;
  for (const part of Object.values(frame)) showNames(part);
  if ('username' in frame && typeof frame.username === 'string') {
    frame.username = shownName(frame.username) || '?';
  }
}
