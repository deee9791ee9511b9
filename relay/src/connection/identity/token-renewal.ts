import { type AuthContext, authenticateToken } from './identify.ts';
import { refusalOf } from '../../handlers/handle.ts';
import { Refusal } from '../../refusal.ts';
import type { RelaySocket } from '../../rooms/sockets.ts';

/** How long a client may take to get a new token, in milliseconds. */
const answerTimeout = 15_000;
/** The longest delay of a timer, in milliseconds. */
const longestDelay = 2 ** 31 - 1;

/**
 * On expiry of an identity, asks the client for a new token. Disconnects the client if it has none, or if the new token
 * is for another person.
 *
 * @param onRenewed called with the new identity in place; its name and rights may have changed
 */
export function renewTokenOnExpiry(
  socket: RelaySocket,
  auth: AuthContext,
  onRenewed: () => Promise<void>,
): void {
  let timer: NodeJS.Timeout | undefined;
  const refuse = (error: unknown): void => {
    const refusal = refusalOf(error, auth.logger);
    auth.refusalLog.report(refusal, socket.request);
    socket.emit('closed', refusal.toJSON());
    socket.disconnect(true);
  };
  const wait = (): void => {
    const { expires } = socket.data.person;
    if (expires === undefined || !socket.connected) return;
    const left = expires - Date.now();
    const next = (): void => {
      if (left > longestDelay) wait();
      else renew(socket, auth).then(onRenewed).then(wait, refuse);
    };
    timer = setTimeout(next, Math.min(Math.max(left, 0), longestDelay));
  };
  wait();
  socket.once('disconnect', () => clearTimeout(timer));
}

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
  // A member of a room cannot turn into another person. The client connects again as that person.
  if (renewed && renewed.id !== person.id) {
    throw new Refusal('unauthorized', 'the renewed token is another person’s', { detail: 'other_person' });
  }
  if (!renewed || (renewed.expires ?? Infinity) <= Date.now()) throw expired;
  socket.data.person = renewed;
}
