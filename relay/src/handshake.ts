import { randomBytes } from 'node:crypto';
import { handshakeSchema, parse, protocolVersion } from '@realtime-chat/protocol';
import { Refusal } from './refusal.ts';
import type { RelaySocket } from './server.ts';
import type { Sessions } from './sessions.ts';

/**
 * Finds out who connects: the person of a valid session, else a new guest.
 *
 * @throws {Refusal} `unsupported_protocol`, `invalid`
 */
export async function identify(socket: RelaySocket, sessions: Sessions): Promise<void> {
  const auth: Record<string, unknown> = socket.handshake.auth;
  const newcomer = randomBytes(16).toString('base64url');
  if (auth.protocol === undefined) {
    socket.data.personId = newcomer;
    return;
  }
  if (auth.protocol !== protocolVersion) {
    throw new Refusal('unsupported_protocol', `this relay speaks protocol ${protocolVersion}`);
  }
  const parsed = parse(handshakeSchema, auth);
  if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
  const { session } = parsed.value;
  const known = session === undefined ? undefined : await sessions.verify(session);
  socket.data.personId = known ?? newcomer;
  socket.data.session = await sessions.issue(socket.data.personId);
}
