import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Refusal } from '../refusal.ts';

/** What of a request tells which page it comes from. */
type Asked = Pick<IncomingMessage, 'headers' | 'url'>;

/** Another site's page may send no header of its own choice: proxies may believe some, as X-Forwarded-Host. */
const allowedHeaders = ['Content-Type'];

/**
 * Which pages may have to do with the relay. No cookie makes anybody somebody here, so where no page is named every page
 * may; to name some keeps others from using a relay that their visitors can reach and they cannot.
 */
export class Origins {
  #named: ReadonlySet<string>;
  #patterns: readonly Pattern[];

  #isOpen: boolean;

  /**
   * @param named each an origin or a pattern, as `isOrigin` has it
   * @param readsRequests whether a hook may know people by a cookie: where no page is named, the relay's own may connect
   * then, and no other
   */
  constructor(named: readonly string[], readsRequests = false) {
    this.#isOpen = named.length === 0 && !readsRequests;
    this.#named = new Set(named);
    this.#patterns = named.flatMap((text) => patternOf(text) ?? []);
  }

  /**
   * A missing Origin gets through: browsers leave it out where a page asks its own origin, and only browsers are bound by
   * it at all.
   */
  mayConnect(request: Asked): boolean {
    // By JSONP, a page of any origin could ask and read, and its browser would name none.
    if (queryOf(request).j !== undefined) return false;
    const { origin } = request.headers;
    if (this.#isOpen) return true;
    if (origin === undefined) return !isFromElsewhere(request);
    return this.#isNamed(origin) || isOwn(origin, request);
  }

  /** The one refusal of a page that may not connect; nothing where it may. */
  refusalOf(request: Asked): Refusal | undefined {
    return this.mayConnect(request)
      ? undefined
      : new Refusal('origin_refused', 'pages of this origin may not connect');
  }

  /** Lets a page that may connect read an answer as well, as CORS has it. */
  headersFor(request: Asked): OutgoingHttpHeaders {
    const origin = this.#readerOf(request);
    if (origin === '*') return { 'Access-Control-Allow-Origin': '*' };
    return { Vary: 'Origin', ...(origin !== undefined && { 'Access-Control-Allow-Origin': origin }) };
  }

  /**
   * The same, as Socket.IO asks for it. Beyond that, each page may read how its handshake by polling is answered. To one that may
   * not connect, that is the refusal and nothing else; without it, the page could not tell it from a relay that is down.
   */
  readonly cors = (
    request: Asked,
    answer: (error: null, cors: { origin: string | string[]; allowedHeaders: string[] }) => void,
  ): void => {
    const isHandshake = !queryOf(request).sid;
    const origin = this.#readerOf(request) ?? (isHandshake ? request.headers.origin : undefined);
    answer(null, { origin: origin === '*' ? origin : [origin ?? []].flat(), allowedHeaders });
  };

  #isNamed(origin: string): boolean {
    return this.#named.has(origin) || this.#patterns.some((pattern) => matches(pattern, origin));
  }

  /** The origin whose pages may read what this request is answered with, if there is one; `*` for all. */
  #readerOf(request: Asked): string | undefined {
    if (this.#isOpen) return '*';
    return this.mayConnect(request) ? request.headers.origin : undefined;
  }
}

/** Browsers that name no origin still say whether the page is another site's. */
function isFromElsewhere({ headers }: Asked): boolean {
  return ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']));
}

/** The query as Engine.IO reads it: decoded, and of a key that stands there twice the last. */
function queryOf({ url = '' }: Asked): Partial<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(url.split('?').slice(1).join('?')));
}

/** An origin whose host has any labels, one or more, before a fixed end. */
interface Pattern {
  scheme: string;
  /** With the dot that it begins with, and with the port if there is one. */
  end: string;
}

/** Whether the text is an origin as browsers write it, or stands for the subdomains of one: `https://*.example.org`. */
export function isOrigin(text: string): boolean {
  return isPlainOrigin(text) || patternOf(text) !== undefined;
}

function isPlainOrigin(text: string): boolean {
  // The URL parser takes a `*` as a letter of a host, and knows origins of `wss:`. No page has such an origin.
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function patternOf(text: string): Pattern | undefined {
  const [scheme = '', host = '', ...rest] = text.split('://*.');
  if (rest.length > 0 || host === '' || !isPlainOrigin(`${scheme}://${host}`)) return undefined;
  // An address has no subdomains.
  if (host.startsWith('[') || /^[\d.]+(:\d+)?$/.test(host)) return undefined;
  return { scheme: `${scheme}://`, end: `.${host}` };
}

/** The scheme and the port are exact. Nobody but a browser writes an Origin, and a browser writes it in one form. */
function matches({ scheme, end }: Pattern, origin: string): boolean {
  if (!origin.startsWith(scheme) || !origin.endsWith(end)) return false;
  const labels = origin.slice(scheme.length, -end.length);
  return /^[^.:/]+(\.[^.:/]+)*$/.test(labels);
}

/** Whether it is a page of the relay's own. By host alone: behind a proxy that ends TLS, the scheme is not known here. */
function isOwn(origin: string, { headers: { host } }: Asked): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
