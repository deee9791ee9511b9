import { setTimeout as delay } from 'node:timers/promises';
import { joinedSchema, read } from '@realtime-chat/protocol';
import type { InsistentClient } from './insistent-client.ts';

/** Joins a room, again and again while the relay refuses and the link is there. */
export async function enter(client: InsistentClient, room: string, username: string): Promise<void> {
  const answer = await client.ask('join', { room, username });
  if (read(joinedSchema, answer)) client.isIn = true;
  else if (!client.isClosed) {
    await delay(100);
    if (client.socket.connected) await enter(client, room, username);
  }
}
