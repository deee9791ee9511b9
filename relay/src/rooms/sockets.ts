import type { ClientToRelay, RelayToClient } from '@realtime-chat/protocol';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { Visitor } from '../moderation/person.ts';

/** What the relay knows of a connection from its handshake on. */
export interface SocketData extends Visitor {
  /** The renewed session, for the client to keep. A client of the classic tutorial has none. */
  session: string | undefined;
}

export type RelayServer = Server<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
export type RelaySocket = Socket<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
/** What a socket goes over. */
export type Connection = RelaySocket['conn'];
