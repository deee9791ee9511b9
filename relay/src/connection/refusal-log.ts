import type { Logger } from '../logger.ts';
import type { Refusal } from '../refusal.ts';
import type { Requester } from './requesters.ts';

/** Anybody can send a forwarded header, so the number of warnings about it is bounded. */
const mostProxies = 10;

/** Logs refused connections, each with its address, origin and path. */
export class RefusalLog {
  #logger: Logger;
  #onRefused: ((code: string) => void) | undefined;
  /** The names of the proxies that were warned of. */
  #proxies = new Set<string>();

  constructor(logger: Logger, onRefused?: (code: string) => void) {
    this.#logger = logger;
    this.#onRefused = onRefused;
  }

  report(refusal: Refusal, requester: Requester): void {
    const { code, message: reason, detail } = refusal;
    const from = fieldsOf(requester);
    this.#onRefused?.(code);
    switch (detail === 'too_many_connections' ? detail : code) {
      case 'origin_refused':
        this.#logger.warn(
          { code: 'origin_refused', ...from },
          'pages of this origin may not connect; to allow it, add it by --origin (option origins)',
        );
        break;
      case 'too_many_connections':
        this.#logger.warn({ code: 'too_many_connections', ...from, ...hintFor(requester) }, reason);
        break;
      case 'unauthorized':
        // Expired tokens and visitors without one are normal. Other reasons are a mistake of the site, or an attack.
        this.#logger[detail === 'expired' || detail === 'missing' ? 'info' : 'warn'](
          { code: 'token_refused', reason: detail ?? reason, ...from },
          reason,
        );
        break;
      case 'rate_limited':
        // `limit_reached` was logged already.
        break;
      default:
        this.#logger.info({ code: 'connection_refused', refusal: code, ...from }, reason);
    }
  }

  /** Logs a handshake that Engine.IO does not understand: from another protocol, or made by hand. */
  reportMalformedHandshake(requester: Requester, reason: string): void {
    this.#logger.info(
      { code: 'handshake_malformed', reason, ...fieldsOf(requester) },
      'a handshake was malformed',
    );
  }

  /**
   * Warns once of each proxy that is not trusted, for the first ten of them: all visitors behind such a proxy share its
   * address, and so its limits and bans.
   */
  warnOfUntrustedProxy(requester: Requester): void {
    const { proxy } = requester;
    if (!proxy || this.#proxies.has(proxy.name) || this.#proxies.size >= mostProxies) return;
    this.#proxies.add(proxy.name);
    this.#logger.warn(
      { code: 'untrusted_proxy', address: proxy.name, ...hintFor(requester) },
      'a request has a forwarded header or came over a Unix socket, but its sender is not in --trust-proxy: all visitors behind it count as one address',
    );
  }
}

function hintFor({ proxy }: Requester): { hint?: string } {
  return proxy ? { hint: `if ${proxy.name} is your proxy: --trust-proxy ${proxy.trust}` } : {};
}

function fieldsOf({ address, origin, path }: Requester): object {
  return { address, ...(origin !== undefined && { origin }), path };
}
