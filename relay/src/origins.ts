import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/**
 * Which pages may have to do with the relay. No cookie makes anybody somebody here, so where no page is named every page
 * may; to name some keeps others from using a relay that their visitors can reach and they cannot.
 */
export class Origins {
  #named: ReadonlySet<string>;

  constructor(named: readonly string[]) {
    this.#named = new Set(named);
  }

  /**
   * A missing Origin gets through: browsers leave it out where a page asks its own origin, and only browsers are bound by
   * it at all.
   */
  mayConnect(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    return (
      this.#named.size === 0 || origin === undefined || this.#named.has(origin) || isOwn(origin, request)
    );
  }

  /** Lets a page that may connect read an answer as well, as CORS has it. */
  headersFor(request: IncomingMessage): OutgoingHttpHeaders {
    if (this.#named.size === 0) return { 'Access-Control-Allow-Origin': '*' };
    const { origin } = request.headers;
    const isAllowed = origin !== undefined && this.mayConnect(request);
    return { Vary: 'Origin', ...(isAllowed && { 'Access-Control-Allow-Origin': origin }) };
  }
}

/** Whether it is a page of the relay's own. By host alone: behind a proxy that ends TLS, the scheme is not known here. */
function isOwn(origin: string, { headers: { host } }: IncomingMessage): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
