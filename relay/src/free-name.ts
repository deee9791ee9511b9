import { isServerName } from '@realtime-chat/protocol';
import { Refusal } from './refusal.ts';

/** No person may go by the relay's own name. */
export function assertFree(username: string | undefined): void {
  if (username !== undefined && isServerName(username)) {
    throw new Refusal('name_taken', `username: ${JSON.stringify(username)} is the relay's own name`);
  }
}
