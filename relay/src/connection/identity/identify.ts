import type { IncomingMessage } from 'node:http';
import { handshakeSchema, parse, protocolVersion } from '@realtime-chat/protocol';
import { newId } from '../../log/ids.ts';
import { toGuest, type Identity, toPerson } from './identity.ts';
import type { Logger } from '../../logger.ts';
import type { Person } from '../../moderation/person.ts';
import { Refusal } from '../../refusal.ts';
import type { RefusalLog } from '../refusal-log.ts';
import type { Requesters } from '../requesters.ts';
import type { RelaySocket } from '../../rooms/sockets.ts';
import type { Sessions } from './sessions.ts';
import type { ReadToken } from './tokens.ts';

/**
 * Identifies a client: by the token that the page set, or by something in the request, such as a cookie. No identity means
 * a guest. A name that the relay does not allow is dropped. Called at every connection, and again when the identity
 * expires. If the hook throws, the client is refused: with the code of a `Refusal`, otherwise with `forbidden`, since
 * libraries throw for an invalid token. If the hook does not answer in time, the code is `unavailable`.
 */
export type Authenticate = (
  token: string | undefined,
  request: IncomingMessage,
) => Promise<Identity | null | undefined>;

export interface AuthContext {
  sessions: Sessions;
  authenticate: Authenticate | undefined;
  /** Used if there is no hook. */
  readToken: ReadToken | undefined;
  /** Whether clients without an identity from the site may connect. */
  guests: boolean;
  /** Whether people have the pictures that the site gives them. */
  pictures: boolean;
  logger: Logger;
  refusalLog: RefusalLog;
  requesters: Requesters;
}

/**
 * Identifies the client of a socket: a person whom the site knows, or the guest of a valid session, or a new guest.
 *
 * @throws {Refusal} `unsupported_protocol`, `invalid`, `unauthorized`, `forbidden`
 */
export async function identify(socket: RelaySocket, auth: AuthContext): Promise<void> {
  const handshake: Record<string, unknown> = socket.handshake.auth;
  const isTutorial = handshake.protocol === undefined;
  if (!isTutorial && handshake.protocol !== protocolVersion) {
    throw new Refusal('unsupported_protocol', `this relay speaks protocol ${protocolVersion}`);
  }
  // A client of the classic tutorial does not follow this protocol: of its auth object, only the token counts.
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
  // A session always stands for a guest, so nobody stays signed in by it once the site no longer knows them.
  // A client of the classic tutorial shows texts alone.
  socket.data.origin = parsed.value.files ? undefined : auth.requesters.of(socket.conn).relayOrigin;
  socket.data.guestId = isTutorial ? undefined : visitor.id;
}

/**
 * Asks the site for the person behind a token.
 *
 * @returns undefined for a guest
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
  if (identity) return toPerson(identity, auth.pictures, auth.logger);
  if (auth.guests) return undefined;
  throw new Refusal('unauthorized', 'guests may not connect: a token is needed', { detail: 'missing' });
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
    // `Hook` has logged the error.
    throw new Refusal('forbidden', 'this site does not let you in');
  }
}
