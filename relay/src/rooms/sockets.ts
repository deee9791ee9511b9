import type { ClientToRelay, RelayToClient } from '@realtime-chat/protocol';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { Visitor } from '../moderation/person.ts';

/** What the relay stores with each socket once its client is identified. */
export interface SocketData extends Visitor {
  /** The renewed session, for the client to keep. Clients of the classic tutorial have none. */
  session: string | undefined;
}

export type RelayServer = Server<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
export type RelaySocket = Socket<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
/** The Engine.IO connection below a socket. */
export type Connection = RelaySocket['conn'];
