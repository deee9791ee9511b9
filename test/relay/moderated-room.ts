// A room with a moderator and two guests, and moderation actions in it.
import type { TestContext } from 'node:test';
import { sentSchema, type WireError } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { granted, newId, newMember, type WireClient } from '../support/wire-client.ts';

export const say = (message = 'hello') => ({ room: 'lobby', id: newId(), message });

/** Asks for a moderation action in the lobby, which has to be granted. */
export async function moderate(client: WireClient, action: string, words: object = {}) {
  return granted(sentSchema, await client.ask('moderate', { room: 'lobby', id: newId(), action, ...words }));
}

export async function idOf(client: WireClient): Promise<string> {
  return (await client.join()).me.id;
}

export async function newRoom(t: TestContext, options: RelayOptions = {}) {
  const relay = await newRelay(t, { authSecret, ...options });
  const mod = await newMember(t, relay.url, 'Mona', bearing(await token({ roles: ['moderator'] })));
  const [ann, bob] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Bob')];
  return { relay, mod, ann, bob };
}

/** Resolves with the reason when the relay removes the client from the room. */
export function putOut({ socket }: WireClient): Promise<WireError & { room: string }> {
  return new Promise((resolve) => socket.once('closed', resolve));
}

export async function newRoomMember(t: TestContext, { socket }: WireClient): Promise<WireClient> {
  const { hostname, port } = socket.io.opts;
  return newMember(t, `http://${hostname}:${port}`, 'Somebody');
}
