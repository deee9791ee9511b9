import type { ClientToRelay, RelayToClient } from '@realtime-chat/protocol';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';

/** What the relay knows of a connection from its handshake on. */
export interface SocketData {
  personId: string;
  /** Where the connection comes from, as far as limits go by it. */
  address: string;
  /** What else the person is, beside somebody who talks: `moderator`, `owner`. */
  roles: string[];
  /** What the site calls the person; the name until they give another. */
  username: string | undefined;
  /** The renewed session, for the client to keep. A client of the classic tutorial has none. */
  session: string | undefined;
}

export type RelayServer = Server<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
export type RelaySocket = Socket<ClientToRelay, RelayToClient, DefaultEventsMap, SocketData>;
/** What a socket goes over. */
export type Connection = RelaySocket['conn'];
