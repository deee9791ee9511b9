import type { IncomingMessage } from 'node:http';
import type { ClientAddresses } from './client-address.ts';
import type { LogDetails, Logger } from '../logger.ts';
import type { Refusal } from '../refusal.ts';

/** A header may have 16 KiB; no line of the log is to be made that long by a client. */
const longestField = 200;
/** Anybody can send a forwarded header, so the warnings about it are bounded. */
const mostProxies = 10;

/** Logs the connections that are refused, each with the address and the page that it came from. */
export class RefusalLog {
  #logger: Logger;
  #addresses: ClientAddresses;
  /** Peers that have been warned of. */
  #proxies = new Set<string>();

  constructor(logger: Logger, addresses: ClientAddresses) {
    this.#logger = logger;
    this.#addresses = addresses;
  }

  report(refusal: Refusal, request: IncomingMessage): void {
    const { code, message: reason, detail } = refusal;
    const from = this.#from(request);
    switch (detail === 'too_many_connections' ? detail : code) {
      case 'origin_refused':
        this.#logger.warn(
          { code: 'origin_refused', ...from },
          'a page of this origin may not connect; if it should, name it by --origin (option origins)',
        );
        break;
      case 'too_many_connections':
        this.#logger.warn({ code: 'too_many_connections', ...from, ...this.#hint(request) }, reason);
        break;
      case 'unauthorized':
        // Tokens expire every day; all else is a mistake of the site, or an attempt.
        this.#logger[detail === 'expired' ? 'info' : 'warn'](
          { code: 'token_refused', reason: detail ?? reason, ...from },
          reason,
        );
        break;
      case 'rate_limited':
        // The limit that was reached has a line of its own.
        break;
      default:
        this.#logger.info({ code: 'connection_refused', refusal: code, ...from }, reason);
    }
  }

  /** A request that is no handshake: of another protocol, or made by hand. */
  reportMalformedHandshake(request: IncomingMessage, reason: string): void {
    this.#logger.info(
      { code: 'handshake_malformed', reason, ...this.#from(request) },
      'a handshake made no sense',
    );
  }

  /**
   * Warns once of a proxy that is not trusted: all who come by it share its address, and so its limits and bans. The first
   * ten of such peers are named.
   */
  warnOfUntrustedProxy(request: IncomingMessage): void {
    const proxy = this.#addresses.untrustedProxy(request);
    if (!proxy || this.#proxies.has(proxy.name) || this.#proxies.size >= mostProxies) return;
    this.#proxies.add(proxy.name);
    this.#logger.warn(
      { code: 'untrusted_proxy', address: proxy.name, ...this.#hint(request) },
      'a request has a forwarded header or came over a Unix socket, and its sender is not named by --trust-proxy: all its visitors count as one address',
    );
  }

  #hint(request: IncomingMessage): { hint?: string } {
    const proxy = this.#addresses.untrustedProxy(request);
    return proxy ? { hint: `if ${proxy.name} is your proxy: --trust-proxy ${proxy.trust}` } : {};
  }

  #from(request: IncomingMessage): Omit<LogDetails, 'code'> {
    const { origin } = request.headers;
    return {
      address: this.#addresses.of(request),
      ...(origin !== undefined && { origin: origin.slice(0, longestField) }),
      path: (request.url ?? '').split('?', 1)[0]?.slice(0, longestField),
    };
  }
}
