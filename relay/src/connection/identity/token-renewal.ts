import { type AuthContext, authenticateToken } from './identify.ts';
import { refusalOf } from '../../handlers/handle.ts';
import { Refusal } from '../../refusal.ts';
import type { RelaySocket } from '../../rooms/sockets.ts';

/** The time that a client has to send a new token, in milliseconds. */
const answerTimeout = 15_000;
/** The longest delay of a timer in Node, in milliseconds. */
const longestDelay = 2 ** 31 - 1;

/**
 * On expiry of an identity, requests a new token from the client. Disconnects the client if it has none, or if the new token
 * is for another person.
 *
 * @param onRenewed called when the new identity is set; its name and rights may have changed
 */
export function renewTokenOnExpiry(
  socket: RelaySocket,
  auth: AuthContext,
  onRenewed: () => Promise<void>,
): void {
  if (socket.data.person.expires === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const refuse = (error: unknown): void => {
    const refusal = refusalOf(error, auth.logger);
    auth.refusalLog.report(refusal, auth.requesters.of(socket.conn));
    socket.emit('closed', refusal.toJSON());
    socket.disconnect(true);
  };
  const schedule = (): void => {
    const { expires } = socket.data.person;
    if (expires === undefined || !socket.connected) return;
    const left = expires - Date.now();
    const next = (): void => {
      if (left > longestDelay) schedule();
      else renew(socket, auth).then(onRenewed).then(schedule, refuse);
    };
    timer = setTimeout(next, Math.min(Math.max(left, 0), longestDelay));
  };
  schedule();
  socket.once('disconnect', () => clearTimeout(timer));
}

/** Requests a new token, and sets the identity of the socket. @throws {Refusal} `unauthorized` */
async function renew(socket: RelaySocket, auth: AuthContext): Promise<void> {
  const expired = new Refusal('unauthorized', 'the token has expired', { detail: 'expired' });
  const token: unknown = await socket
    .timeout(answerTimeout)
    .emitWithAck('token')
    .catch(() => {
      throw expired;
    });
  const { person } = socket.data;
  const renewed = await authenticateToken(token, socket.request, auth);
  // A socket in a room cannot become another person. The client connects again as that person.
  if (renewed && renewed.id !== person.id) {
    throw new Refusal('unauthorized', 'the renewed token is another person’s', { detail: 'other_person' });
  }
  if (!renewed || (renewed.expires ?? Infinity) <= Date.now()) throw expired;
  socket.data.person = renewed;
}
