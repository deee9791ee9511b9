import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

/** Tells where a request comes from, as far as limits and bans go by it. */
export type AddressOf = (request: IncomingMessage) => string;

export interface ClientAddresses {
  of: AddressOf;
  /** Whether the request comes from a proxy whose headers count. */
  isTrustedProxy: (request: Partial<Pick<IncomingMessage, 'socket'>>) => boolean;
  /** Where a connection comes from; nothing if it is from a trusted proxy, which brings requests from elsewhere. */
  ofSocket: (socket: Socket) => string | undefined;
  /** Whether the request says that it was forwarded, by a peer that is not trusted to say so. */
  isUntrustedProxy: (request: IncomingMessage) => boolean;
}

/**
 * The address of the connection itself: what a header says, anybody can say. Where the connection is from a proxy that
 * is trusted, the nearest address that its headers name and that is no such proxy.
 *
 * @param trusted the proxies, as addresses or in CIDR notation
 * @throws {TypeError} if one of them is no address
 */
export function addressing(trusted: readonly string[]): ClientAddresses {
  const isTrusted = proxyaddr.compile([...trusted]);
  return {
    of: (request) => {
      const named = proxyaddr(request, isTrusted);
      // A proxy may pass on what is no address at all.
      return networkOf(ipaddr.isValid(named ?? '') ? named : (request.socket.remoteAddress ?? ''));
    },
    isTrustedProxy: ({ socket }) => socket?.remoteAddress !== undefined && isTrusted(socket.remoteAddress, 0),
    ofSocket: ({ remoteAddress = '' }) =>
      isTrusted(remoteAddress, 0) ? undefined : networkOf(remoteAddress),
    isUntrustedProxy: ({ headers, socket: { remoteAddress } }) =>
      (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) &&
      remoteAddress !== undefined &&
      !isTrusted(remoteAddress, 0),
  };
}

/** Whoever has an IPv6 address has all of a network, by custom the /64: each of its addresses is the same one's. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const [a = 0, b = 0, c = 0, d = 0] = parsed.parts;
  return `${new ipaddr.IPv6([a, b, c, d, 0, 0, 0, 0]).toString()}/64`;
}
