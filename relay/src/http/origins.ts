import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { engineQueryOf } from './engine-query.ts';
import { Refusal } from '../refusal.ts';

/** The parts of a request that tell which page it comes from. */
type PageRequest = Pick<IncomingMessage, 'headers' | 'url'>;

/** Headers that pages of other origins may send. Proxies may trust some other headers, such as X-Forwarded-Host. */
const allowedHeaders = ['Content-Type'];

/**
 * Which pages may use the relay. By default every page may: the relay itself does not use cookies, so a page gains nothing
 * from its visitor's browser. A list of origins stops other pages from using a relay that only their visitors can reach.
 */
export class Origins {
  #origins: ReadonlySet<string>;
  #patterns: readonly Pattern[];

  #isOpen: boolean;

  /**
   * @param listed origins and patterns, see `isOrigin`
   * @param readsRequests whether a hook may authenticate people by a cookie: with an empty list, only the relay's own pages
   * may connect then
   */
  constructor(listed: readonly string[], readsRequests = false) {
    this.#isOpen = listed.length === 0 && !readsRequests;
    this.#origins = new Set(listed);
    this.#patterns = listed.flatMap((text) => patternOf(text) ?? []);
  }

  /**
   * A request without an Origin is allowed: browsers leave it out for a page's own origin, and other clients can send any
   * Origin anyway.
   */
  mayConnect(request: PageRequest): boolean {
    // `j` asks for JSONP: a page of any origin could read the answer, and its browser would send no Origin.
    if (engineQueryOf(request.url ?? '').j !== undefined) return false;
    const { origin } = request.headers;
    if (this.#isOpen) return true;
    if (origin === undefined) return !isFromElsewhere(request);
    return this.#isListed(origin) || isOwn(origin, request);
  }

  /** The refusal for a page that may not connect; undefined if it may. */
  refusalOf(request: PageRequest): Refusal | undefined {
    return this.mayConnect(request)
      ? undefined
      : new Refusal('origin_refused', 'pages of this origin may not connect');
  }

  /** CORS headers: a page that may connect may also read the answer. */
  headersFor(request: PageRequest): OutgoingHttpHeaders {
    const origin = this.#readerOf(request);
    if (origin === '*') return { 'Access-Control-Allow-Origin': '*' };
    return { Vary: 'Origin', ...(origin !== undefined && { 'Access-Control-Allow-Origin': origin }) };
  }

  /**
   * The CORS headers in the form that Socket.IO wants. In addition, every page may read the answer to its polling handshake. A page
   * that may not connect gets only the refusal as an answer. If it could not read the refusal, the relay would seem to be
   * down.
   */
  readonly cors = (
    request: PageRequest,
    answer: (error: null, cors: { origin: string | string[]; allowedHeaders: string[] }) => void,
  ): void => {
    const isHandshake = !engineQueryOf(request.url ?? '').sid;
    const origin = this.#readerOf(request) ?? (isHandshake ? request.headers.origin : undefined);
    answer(null, { origin: origin === '*' ? origin : [origin ?? []].flat(), allowedHeaders });
  };

  #isListed(origin: string): boolean {
    return this.#origins.has(origin) || this.#patterns.some((pattern) => matches(pattern, origin));
  }

  /** The origin whose pages may read the answer to a request: `*` for all, undefined for none. */
  #readerOf(request: PageRequest): string | undefined {
    if (this.#isOpen) return '*';
    return this.mayConnect(request) ? request.headers.origin : undefined;
  }
}

/** Browsers that send no Origin still send Sec-Fetch-Site. */
function isFromElsewhere({ headers }: PageRequest): boolean {
  return ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']));
}

/** Matches the origins whose host has one or more labels before a fixed end. */
interface Pattern {
  scheme: string;
  /** The end of the host, with its leading dot, and with the port if there is one. */
  end: string;
}

/** Whether a text is an origin as browsers write it, or a pattern for all subdomains of a host: `https://*.example.org`. */
export function isOrigin(text: string): boolean {
  return isPlainOrigin(text) || patternOf(text) !== undefined;
}

/** Whether a text is an origin as browsers write it. */
export function isPlainOrigin(text: string): boolean {
  // The URL parser accepts `*` in a host, and gives `wss:` URLs an origin. No page has such an origin.
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function patternOf(text: string): Pattern | undefined {
  const [scheme = '', host = '', ...rest] = text.split('://*.');
  if (rest.length > 0 || host === '' || !isPlainOrigin(`${scheme}://${host}`)) return undefined;
  // IP addresses have no subdomains.
  if (host.startsWith('[') || /^[\d.]+(:\d+)?$/.test(host)) return undefined;
  return { scheme: `${scheme}://`, end: `.${host}` };
}

/** Scheme and port must be equal. No normalization is needed: browsers write an Origin in one form only. */
function matches({ scheme, end }: Pattern, origin: string): boolean {
  if (!origin.startsWith(scheme) || !origin.endsWith(end)) return false;
  const labels = origin.slice(scheme.length, -end.length);
  return /^[^.:/]+(\.[^.:/]+)*$/.test(labels);
}

/**
 * Whether a page is on the relay's own host. Schemes are not compared: behind a proxy that ends
 * TLS, the relay does not know its public scheme.
 */
function isOwn(origin: string, { headers: { host } }: PageRequest): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
