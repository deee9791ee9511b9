import type { IncomingMessage } from 'node:http';
import { Server, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

/** The client address of a request, as limits and bans use it. */
export type AddressOf = (request: IncomingMessage) => string;

export interface ClientAddresses {
  of: AddressOf;
  /** The address of a TCP connection; undefined for a trusted proxy, whose requests come from other addresses. */
  ofSocket: (socket: Socket) => string | undefined;
  /** The proxy that sent a request, if it is not a trusted one. */
  untrustedProxy: (request: IncomingMessage) => Proxy | undefined;
  /** Whether a proxy has told the address of the client, and whether it is trusted. */
  proxyTrust: (request: IncomingMessage) => ProxyTrust;
}

/**
 * `none`: no header names the address of a client. `untrusted`: the headers of the proxy do not count, so all clients behind it
 * share its address.
 */
export type ProxyTrust = 'none' | 'trusted' | 'untrusted';

export interface Proxy {
  /** Tells proxies apart in the log. */
  name: string;
  /** The value of --trust-proxy that makes its headers count. */
  trust: string;
}

/** Peers on a Unix socket have no address. They run on this machine, as peers with this address do. */
const addressOfUnixPeers = '127.0.0.1';

/**
 * Finds client addresses. A client's address is that of its TCP connection, since anybody can send any header. If a trusted
 * proxy opened the connection, it is the nearest address in the proxy's headers that is not a trusted proxy itself.
 *
 * @param trusted addresses or CIDR ranges of the trusted proxies
 * @throws {TypeError} if one of them is not an address
 */
export function clientAddresses(trusted: readonly string[]): ClientAddresses {
  const isTrusted = proxyaddr.compile([...trusted]);
  const untrustedProxy = ({ headers, socket }: IncomingMessage): Proxy | undefined => {
    const peer = peerOf(socket);
    if (peer === '' || isTrusted(peer, 0)) return undefined;
    // Browsers do not connect over Unix sockets, so this is a proxy whatever its headers are.
    if (isUnixPeer(socket)) return { name: 'a Unix socket', trust: peer };
    const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    return isForwarded ? { name: peer, trust: peer } : undefined;
  };
  return {
    of: (request) => {
      const peer = peerOf(request.socket);
      // Hop 0 is the peer itself, whose address proxy-addr does not know on a Unix socket.
      const named = proxyaddr(request, (address, hop) => isTrusted(hop === 0 ? peer : address, hop));
      // A proxy may forward a value that is not an address.
      return networkOf(ipaddr.isValid(named ?? '') ? named : peer);
    },
    ofSocket: (socket) => {
      const peer = peerOf(socket);
      return isTrusted(peer, 0) ? undefined : networkOf(peer);
    },
    untrustedProxy,
    proxyTrust: (request) => {
      if (untrustedProxy(request)) return 'untrusted';
      return request.headers['x-forwarded-for'] === undefined ? 'none' : 'trusted';
    },
  };
}

/** The address of the peer; empty if the connection is closed already, so that it is not known any more. */
function peerOf(socket: Socket): string {
  return isUnixPeer(socket) ? addressOfUnixPeers : (socket.remoteAddress ?? '');
}

/**
 * Checks what the server listens on. A missing address is no proof of a Unix socket: a TCP connection that was reset has
 * none either, and its headers could then claim any address.
 */
function isUnixPeer(socket: Socket): boolean {
  if (socket.remoteAddress !== undefined || !('server' in socket)) return false;
  return socket.server instanceof Server && typeof socket.server.address() === 'string';
}

/** IPv6 users get a whole network, by convention a /64. So all addresses of a /64 count as one client. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const [a = 0, b = 0, c = 0, d = 0] = parsed.parts;
  return `${new ipaddr.IPv6([a, b, c, d, 0, 0, 0, 0]).toString()}/64`;
}
