import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientAddresses } from '../connection/client-address.ts';
import { KeyedCounter } from '../limits/keyed-counter.ts';
import { countFrom, networksOf } from '../limits/networks.ts';
import type { LimitSettings } from '../limits/rate-limits.ts';
import type { Logger } from '../logger.ts';

/**
 * In milliseconds: a connection that has not sent its headers after 10 s is dropped, also one that sends nothing at all,
 * and a request that has not come as a whole after 15 s. An answer may take any time, as long polling does.
 */
const timeouts = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 2000 };

/** TCP connections for each connection that an address may have: a page loads its files by several. */
const socketsEach = 10;

/** The same for all addresses together. */
const socketsEachInAll = 2;

/**
 * For how many milliseconds a TCP connection may carry nothing in either direction: one that does not read its answer is
 * dropped. A connection of a chat carries a ping every five seconds.
 */
const idleTimeout = 60_000;

/** The server of a relay that is not embedded in another one: bounds the TCP connections themselves. */
export function createOwnServer(): Server {
  return createServer(timeouts).setTimeout(idleTimeout);
}

/** @param settings none where nothing is bounded */
export function boundSockets(
  server: Server,
  settings: LimitSettings | undefined,
  { ofSocket }: ClientAddresses,
  logger: Logger,
): void {
  if (!settings) return;
  const most = settings.connections * socketsEach;
  const logRefused = (address: string | undefined, reason: string): void => {
    logger.warn({ code: 'too_many_sockets', address, reason }, 'a connection was refused');
  };
  const open = new KeyedCounter();

  server.maxConnections = settings['connections-total'] * socketsEachInAll;
  server.on('drop', (data?: { remoteAddress?: string }) => {
    logRefused(data?.remoteAddress, 'as many connections as the relay can have');
  });
  server.on('connection', (socket: Socket) => {
    const address = ofSocket(socket);
    // Behind a trusted proxy a client is counted by its own address, once its requests are read.
    if (address === undefined) return;
    if (countFrom(open, address) >= most) {
      logRefused(address, 'as many connections as one address can have');
      socket.destroy();
      return;
    }
    socket.once('close', open.add(...networksOf(address)));
  });
}
