import { type AuthContext, authenticateToken } from './identify.ts';
import { refusalOf } from '../../handlers/handle.ts';
import { Refusal } from '../../refusal.ts';
import type { RelaySocket } from '../../rooms/sockets.ts';

/** For how many milliseconds a client may look for a new token. */
const answerTimeout = 15_000;
/** Timers count no further. */
const longest = 2 ** 31 - 1;

/**
 * When the site's word for a person is over, asks the client for a new token; who has none for the same person has to go.
 *
 * @param renewed is called when the site has given its word again, which may be another one
 */
export function renewTokenOnExpiry(
  socket: RelaySocket,
  auth: AuthContext,
  renewed: () => Promise<void>,
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
      if (left > longest) wait();
      else renew(socket, auth).then(renewed).then(wait, refuse);
    };
    timer = setTimeout(next, Math.min(Math.max(left, 0), longest));
  };
  wait();
  socket.once('disconnect', () => clearTimeout(timer));
}

async function renew(socket: RelaySocket, auth: AuthContext): Promise<void> {
  const over = new Refusal('unauthorized', 'the token is over', { detail: 'expired' });
  const token: unknown = await socket
    .timeout(answerTimeout)
    .emitWithAck('token')
    .catch(() => {
      throw over;
    });
  const { person } = socket.data;
  const renewed = await authenticateToken(token, socket.request, auth);
  // Nobody becomes another under the eyes of the room.
  if (renewed?.id !== person.id || (renewed.expires ?? Infinity) <= Date.now()) throw over;
  socket.data.person = renewed;
}
