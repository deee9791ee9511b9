import type { ClientToRelay, RelayToClient } from '@realtime-chat/protocol';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { Visitor } from '../moderation/person.ts';

/** What the relay stores with each socket once its client is identified. */
export interface SocketData extends Visitor {
  /** The guest that the client's session stands for. Clients of the classic tutorial have no session. */
  guestId: string | undefined;
  /** The origin at which the client reaches the relay, if it does not show files: in their place it gets addresses. */
  origin: string | undefined;
}

export type RelayServer = Server<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
export type RelaySocket = Socket<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
/** The Engine.IO connection below a socket. */
export type Connection = RelaySocket['conn'];
