import type { ClientToRelay, RelayToClient } from '@realtime-chat/protocol';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { Person } from './person.ts';

/** What the relay knows of a connection from its handshake on. */
export interface SocketData {
  person: Person;
  /** Where the connection comes from, as far as limits go by it. */
  address: string;
  /** The renewed session, for the client to keep. A client of the classic tutorial has none. */
  session: string | undefined;
}

export type RelayServer = Server<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
export type RelaySocket = Socket<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
/** What a socket goes over. */
export type Connection = RelaySocket['conn'];
