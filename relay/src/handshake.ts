import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  handshakeSchema,
  isServerName,
  isWellFormed,
  parse,
  protocolVersion,
  usernameSchema,
} from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { Logger } from './logger.ts';
import { Refusal } from './refusal.ts';
import type { RelaySocket } from './server.ts';
import type { Sessions } from './sessions.ts';

const identitySchema = v.object({
  /** Databases often count their people; the id is told as a string in any case. */
  id: v.pipe(
    v.union([v.string(), v.pipe(v.number(), v.safeInteger())], 'must be a string or a whole number'),
    v.transform(String),
    v.nonEmpty('must not be empty'),
    v.maxLength(200, 'is too long'),
    v.check(isWellFormed, 'holds an unpaired surrogate'),
  ),
  username: v.nullish(v.string('must be a string')),
  roles: v.optional(v.array(v.string('must be a string')), []),
});

/** Somebody whom the site knows. */
export type Identity = v.InferInput<typeof identitySchema>;

/**
 * Tells who connects: by the token that the page gave, or by what the request brings, as a cookie. Nobody is a
 * guest. A name that nobody may go by is dropped. Asked at every connection. What it throws keeps the client out: a `Refusal` by its own name, anything else
 * as `forbidden`.
 */
export type Authenticate = (
  token: string | undefined,
  request: IncomingMessage,
) => Promise<Identity | null | undefined>;

/** A site's ids and those of guests, which are random, can never be the same. */
const personPrefix = 'user:';

interface Doorkeeper {
  sessions: Sessions;
  authenticate: Authenticate | undefined;
  logger: Logger;
}

/**
 * Finds out who connects: whom the site knows, else the guest of a valid session, else a new guest.
 *
 * @throws {Refusal} `unsupported_protocol`, `invalid`, `forbidden`
 */
export async function identify(socket: RelaySocket, door: Doorkeeper): Promise<void> {
  const auth: Record<string, unknown> = socket.handshake.auth;
  const isTutorial = auth.protocol === undefined;
  if (!isTutorial && auth.protocol !== protocolVersion) {
    throw new Refusal('unsupported_protocol', `this relay speaks protocol ${protocolVersion}`);
  }
  // What a client of the classic tutorial says of itself is not bound by the protocol.
  const parsed = parse(handshakeSchema, isTutorial ? {} : auth);
  if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
  const identity = await identityOf(auth.token, socket.request, door);

  const { sessions } = door;
  const { session } = parsed.value;
  const known = session === undefined ? undefined : await sessions.verify(session);
  const guestId = known ?? randomBytes(16).toString('base64url');
  socket.data.personId = identity ? personPrefix + identity.id : guestId;
  socket.data.roles = identity?.roles ?? [];
  socket.data.username = identity?.username;
  // It is the guest's in any case: nobody stays signed in by it whom the site no longer knows.
  socket.data.session = isTutorial ? undefined : await sessions.issue(guestId);
}

async function identityOf(token: unknown, request: IncomingMessage, { authenticate, logger }: Doorkeeper) {
  if (!authenticate) return undefined;
  let identity: unknown;
  try {
    identity = await authenticate(typeof token === 'string' ? token : undefined, request);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // It is what the site wants, and not for anybody to look after.
    logger.info({ err: error }, 'authenticate let somebody not in');
    throw new Refusal('forbidden', 'this site does not let you in');
  }
  // Also what is left of `user && …`.
  if (!identity) return undefined;
  const parsed = parse(identitySchema, identity);
  if (!parsed.ok) throw new TypeError(`authenticate gave no identity: ${parsed.reason}`);
  const { id, username, roles } = parsed.value;
  return { id, roles, username: nameOf(id, username ?? undefined, logger) };
}

/** A site's own names were not made for here, so one that does not fit keeps nobody out. */
function nameOf(id: string, username: string | undefined, logger: Logger): string | undefined {
  if (username === undefined) return undefined;
  const parsed = parse(v.object({ username: usernameSchema }), { username });
  if (parsed.ok && !isServerName(parsed.value.username)) return parsed.value.username;
  const reason = parsed.ok ? 'username is the relay’s own' : parsed.reason;
  logger.warn({ id, reason }, 'authenticate gave a name that nobody can go by');
  return undefined;
}
