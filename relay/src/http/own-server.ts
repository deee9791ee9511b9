import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientAddresses } from '../connection/client-address.ts';
import { KeyedCounter } from '../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../limits/networks.ts';
import type { LimitSettings } from '../limits/rate-limits.ts';
import type { Logger } from '../logger.ts';

/**
 * Timeouts in ms. Drop connections that have not sent their headers after 10 s, or their whole request after 15 s. Answers
 * may take any time, as long polling does.
 */
const timeouts = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 2000 };

/** TCP connections per chat connection that an address may have: a page loads its files by several. */
const socketsPerConnection = 10;

/** The same for all addresses together. */
const socketsPerConnectionInAll = 2;

/**
 * How long a TCP connection may be idle in both directions, in milliseconds. This drops clients that do not read their
 * answer. A chat connection carries a ping every five seconds.
 */
const idleTimeout = 60_000;

/** Creates the HTTP server of a relay that is not embedded in an application: it has timeouts of its own. */
export function createOwnServer(): Server {
  return createServer(timeouts).setTimeout(idleTimeout);
}

/**
 * Bounds the TCP connections of a server.
 *
 * @param settings absent if limits are switched off
 */
export function boundSockets(
  server: Server,
  settings: LimitSettings | undefined,
  { ofSocket }: ClientAddresses,
  logger: Logger,
): void {
  if (!settings) return;
  const most = settings.connections * socketsPerConnection;
  const logRefused = (address: string | undefined, reason: string): void => {
    logger.warn({ code: 'too_many_sockets', address, reason }, 'a connection was refused');
  };
  const open = new KeyedCounter();

  server.maxConnections = settings['connections-total'] * socketsPerConnectionInAll;
  server.on('drop', (data?: { remoteAddress?: string }) => {
    logRefused(data?.remoteAddress, 'as many connections as the relay can have');
  });
  server.on('connection', (socket: Socket) => {
    const address = ofSocket(socket);
    // Clients behind a trusted proxy are counted by their own address once their requests are read.
    if (address === undefined) return;
    if (countFrom(open, address) >= most) {
      logRefused(address, 'as many connections as one address can have');
      socket.destroy();
      return;
    }
    socket.once('close', open.add(...networksOf(address)));
  });
}
