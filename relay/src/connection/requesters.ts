import type { IncomingMessage } from 'node:http';
import type { ClientAddresses, Proxy } from './client-address.ts';
import type { Connection } from '../rooms/sockets.ts';

/** A header may have 16 KiB, but no client may make a log line that long. */
const maxFieldLength = 200;

/** The sender of a request, as limits and the log know them. */
export interface Requester {
  address: string;
  /** The origin and the path, cut to a length that fits the log. */
  origin: string | undefined;
  path: string | undefined;
  /** The origin at which it reaches the relay, for addresses that only it gets; empty if it is not known. */
  relayOrigin: string;
  /** The proxy that sent it, if that is not a trusted one. */
  proxy: Proxy | undefined;
}

/** In place of the headers of a request. One for all, so that it takes no memory. */
const noHeaders = { headers: {}, rawHeaders: [] };

/**
 * The sender of the request that opened each connection. Engine.IO keeps that request as long as the connection, and a
 * browser's headers are kilobytes. So the relay reads from the request what it needs later, and then empties it.
 */
export class Requesters {
  #addresses: ClientAddresses;
  #keepsHeaders: boolean;
  #known = new WeakMap<IncomingMessage, Requester>();

  /** @param keepsHeaders whether the site gets the requests, at each CONNECT and at each renewal of a token */
  constructor(addresses: ClientAddresses, keepsHeaders: boolean) {
    this.#addresses = addresses;
    this.#keepsHeaders = keepsHeaders;
  }

  /** The sender of the request that opened a new connection. Empties the request. */
  add(connection: Connection): Requester {
    const requester = this.of(connection);
    if (!this.#keepsHeaders) Object.assign(connection.request, noHeaders);
    return requester;
  }

  of({ request }: Connection): Requester {
    return this.ofRequest(request);
  }

  /** The same object each time: even the address of a request is unknown once its socket is closed. */
  ofRequest(request: IncomingMessage): Requester {
    const known = this.#known.get(request);
    if (known) return known;
    const requester = {
      address: this.#addresses.of(request),
      origin: request.headers.origin?.slice(0, maxFieldLength),
      path: request.url?.split('?', 1)[0]?.slice(0, maxFieldLength),
      relayOrigin: relayOriginOf(request),
      proxy: this.#addresses.untrustedProxy(request),
    };
    this.#known.set(request, requester);
    return requester;
  }
}

function relayOriginOf({ headers, socket }: IncomingMessage): string {
  const { host = '', 'x-forwarded-proto': forwarded } = headers;
  if (!/^[\w.:[\]-]+$/.test(host) || host.length > maxFieldLength) return '';
  const isSecure = forwarded === undefined ? 'encrypted' in socket : forwarded === 'https';
  return `${isSecure ? 'https' : 'http'}://${host}`;
}
