import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** What of a request tells which page it comes from. */
type Asked = Pick<IncomingMessage, 'headers'>;

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
  mayConnect(request: Asked): boolean {
    const { origin } = request.headers;
    return (
      this.#named.size === 0 || origin === undefined || this.#named.has(origin) || isOwn(origin, request)
    );
  }

  /** Lets a page that may connect read an answer as well, as CORS has it. */
  headersFor(request: Asked): OutgoingHttpHeaders {
    const origin = this.#readerOf(request);
    if (origin === '*') return { 'Access-Control-Allow-Origin': '*' };
    return { Vary: 'Origin', ...(origin !== undefined && { 'Access-Control-Allow-Origin': origin }) };
  }

  /** The same, as Socket.IO asks for it. */
  readonly cors = (
    request: Asked,
    answer: (error: null, cors: { origin: string | string[] }) => void,
  ): void => {
    const origin = this.#readerOf(request);
    answer(null, { origin: origin === '*' ? origin : [origin ?? []].flat() });
  };

  /** The origin whose pages may read what this request is answered with, if there is one; `*` for all. */
  #readerOf(request: Asked): string | undefined {
    if (this.#named.size === 0) return '*';
    return this.mayConnect(request) ? request.headers.origin : undefined;
  }
}

/** Whether it is a page of the relay's own. By host alone: behind a proxy that ends TLS, the scheme is not known here. */
function isOwn(origin: string, { headers: { host } }: Asked): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
