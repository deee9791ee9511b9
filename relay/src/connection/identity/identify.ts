import type { IncomingMessage } from 'node:http';
import { handshakeSchema, parse, protocolVersion } from '@realtime-chat/protocol';
import { newId } from '../../log/ids.ts';
import { toGuest, type Identity, toPerson } from './identity.ts';
import type { Logger } from '../../logger.ts';
import type { Person } from '../../moderation/person.ts';
import { Refusal } from '../../refusal.ts';
import type { RefusalLog } from '../refusal-log.ts';
import type { RelaySocket } from '../../rooms/sockets.ts';
import type { Sessions } from './sessions.ts';
import type { ReadToken } from './tokens.ts';

/**
 * Tells who connects: by the token that the page gave, or by what the request brings, as a cookie. Nobody is a
 * guest. A name that nobody may go by is dropped. Asked at every connection, and again when what it said is over. What
 * it throws keeps the client out: a `Refusal` by its own name, anything else as `forbidden`, since libraries throw for a
 * token that is not valid. No answer in time is `unavailable`.
 */
export type Authenticate = (
  token: string | undefined,
  request: IncomingMessage,
) => Promise<Identity | null | undefined>;

export interface AuthContext {
  sessions: Sessions;
  authenticate: Authenticate | undefined;
  /** Where there is no hook. */
  readToken: ReadToken | undefined;
  /** Whether those whom the site does not know may come in. */
  guests: boolean;
  logger: Logger;
  refusalLog: RefusalLog;
}

/**
 * Finds out who connects: whom the site knows, else the guest of a valid session, else a new guest.
 *
 * @throws {Refusal} `unsupported_protocol`, `invalid`, `unauthorized`, `forbidden`
 */
export async function identify(socket: RelaySocket, auth: AuthContext): Promise<void> {
  const handshake: Record<string, unknown> = socket.handshake.auth;
  const isTutorial = handshake.protocol === undefined;
  if (!isTutorial && handshake.protocol !== protocolVersion) {
    throw new Refusal('unsupported_protocol', `this relay speaks protocol ${protocolVersion}`);
  }
  // What a client of the classic tutorial says of itself is not bound by the protocol.
  const parsed = parse(handshakeSchema, isTutorial ? {} : handshake);
  if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
  const known = await authenticateToken(handshake.token, socket.request, auth);

  const { sessions } = auth;
  const { session } = parsed.value;
  const visitor = (session === undefined ? undefined : await sessions.verify(session)) ?? {
    id: newId(),
    since: Date.now(),
  };
  socket.data.person = known ?? toGuest(visitor.id);
  socket.data.since = visitor.since;
  // It is the guest's in any case: nobody stays signed in by it whom the site no longer knows.
  socket.data.session = isTutorial ? undefined : await sessions.issue(visitor);
}

/**
 * Whom the site knows by a token.
 *
 * @returns nobody, where it is a guest
 * @throws {Refusal} `unauthorized`, `forbidden`, `unavailable`
 */
export async function authenticateToken(
  token: unknown,
  request: IncomingMessage,
  auth: AuthContext,
): Promise<Person | undefined> {
  const identity = await resolveIdentity(
    typeof token === 'string' && token ? token : undefined,
    request,
    auth,
  );
  if (identity) return toPerson(identity, auth.logger);
  if (auth.guests) return undefined;
  throw new Refusal('unauthorized', 'guests are not let in: a token is needed', { detail: 'missing' });
}

async function resolveIdentity(
  token: string | undefined,
  request: IncomingMessage,
  { authenticate, readToken }: AuthContext,
): Promise<Identity | null | undefined> {
  if (!authenticate) return token === undefined ? undefined : readToken?.(token);
  try {
    return await authenticate(token, request);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The hook's own bounds have logged it.
    throw new Refusal('forbidden', 'this site does not let you in');
  }
}
