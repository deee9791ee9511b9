import type { IncomingMessage } from 'node:http';
import { Server, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

/** Tells where a request comes from, as far as limits and bans go by it. */
export type AddressOf = (request: IncomingMessage) => string;

export interface ClientAddresses {
  of: AddressOf;
  /** Where a connection comes from; nothing if it is from a trusted proxy, which brings requests from elsewhere. */
  ofSocket: (socket: Socket) => string | undefined;
  /** The proxy by which a request came, if there is one that is not named as trusted. */
  untrustedProxy: (request: IncomingMessage) => Proxy | undefined;
}

export interface Proxy {
  /** How it is told from others. */
  name: string;
  /** What has to be trusted for its headers to count. */
  trust: string;
}

/** A peer that connects over a Unix socket has no address. It is on this machine, as one of this address is. */
const addressOfUnixPeers = '127.0.0.1';

/**
 * The address of the connection itself: what a header says, anybody can say. Where the connection is from a proxy that
 * is trusted, the nearest address that its headers name and that is no such proxy.
 *
 * @param trusted the proxies, as addresses or in CIDR notation
 * @throws {TypeError} if one of them is no address
 */
export function clientAddresses(trusted: readonly string[]): ClientAddresses {
  const isTrusted = proxyaddr.compile([...trusted]);
  return {
    of: (request) => {
      const peer = peerOf(request.socket);
      // The first address is the peer's own, which is not known of a Unix socket.
      const named = proxyaddr(request, (address, hop) => isTrusted(hop === 0 ? peer : address, hop));
      // A proxy may pass on what is no address at all.
      return networkOf(ipaddr.isValid(named ?? '') ? named : peer);
    },
    ofSocket: (socket) => {
      const peer = peerOf(socket);
      return isTrusted(peer, 0) ? undefined : networkOf(peer);
    },
    untrustedProxy: ({ headers, socket }) => {
      const peer = peerOf(socket);
      if (peer === '' || isTrusted(peer, 0)) return undefined;
      // Browsers do not connect over Unix sockets: it is a proxy, whatever its headers say.
      if (isUnixPeer(socket)) return { name: 'a Unix socket', trust: peer };
      const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
      return isForwarded ? { name: peer, trust: peer } : undefined;
    },
  };
}

/** The address of the other end; empty where the connection is gone, and so nothing tells it. */
function peerOf(socket: Socket): string {
  return isUnixPeer(socket) ? addressOfUnixPeers : (socket.remoteAddress ?? '');
}

/**
 * By what the server listens on. A missing address alone does not show it: a TCP connection that is reset has none either,
 * and could then name any address in its headers.
 */
function isUnixPeer(socket: Socket): boolean {
  if (socket.remoteAddress !== undefined || !('server' in socket)) return false;
  return socket.server instanceof Server && typeof socket.server.address() === 'string';
}

/** Whoever has an IPv6 address has all of a network, by custom the /64: each of its addresses is the same one's. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const [a = 0, b = 0, c = 0, d = 0] = parsed.parts;
  return `${new ipaddr.IPv6([a, b, c, d, 0, 0, 0, 0]).toString()}/64`;
}
