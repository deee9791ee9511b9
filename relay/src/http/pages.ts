import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { ClientAddresses, ProxyTrust } from '../connection/client-address.ts';
import type { Middleware } from './mount.ts';
import type { Origins } from './origins.ts';
import { pageHeaders, pageHeadersWith, noSniff } from './security-headers.ts';
import { staticFiles } from './static-files.ts';

/** What the build has put into this package: the widget's script files, and the demo. */
const folder = join(import.meta.dirname, '../../public');
export const scriptsFolder = join(folder, 'scripts');

/** The relay's own pages: the widget's script files, the demo and the health checks. */
export function createPages(options: {
  demo: boolean;
  /** The origin of files, if they have one of their own. */
  filesOrigin: string | undefined;
  origins: Origins;
  clientAddresses: ClientAddresses;
  /** Of this package. */
  version: string;
  /** Why the relay is not ready; undefined if it is. Must settle in bounded time. */
  notReadyReason: () => Promise<string | undefined>;
}): Middleware {
  const scripts = staticFiles(scriptsFolder, (request) => ({
    ...noSniff,
    ...options.origins.headersFor(request),
    // Whatever origins are listed: browsers load a classic script without an Origin, and this header cannot list origins.
    // Anything stricter would block pages that may load it. The files are the same for everybody and hold no secrets,
    // and a page that is not listed still cannot connect.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'no-cache',
  }));
  const demoHeaders = { ...pageHeadersWith(options.filesOrigin), 'Cache-Control': 'no-cache' };
  const demo = options.demo ? staticFiles(join(folder, 'demo'), () => demoHeaders) : undefined;

  const health = healthFor(options);

  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    switch (request.url?.split('?', 1)[0]) {
      case '/healthz':
        return asksForJson(request) ? sendJson(response, health(request)) : sendText(response, 200, 'ok');
      case '/readyz':
        options.notReadyReason().then(
          (reason) => sendText(response, reason === undefined ? 200 : 503, reason ?? 'ready'),
          () => sendText(response, 503, 'failing'),
        );
        return;
      default:
        return scripts(request, response, () => (demo ? demo(request, response, next) : next()));
    }
  };
}

/**
 * What `/healthz` tells as JSON. An operator compares the address with the one that it should be: a client learns its own
 * address, or that of the proxy in front of it if the relay does not trust this proxy.
 */
export interface Health {
  status: 'ok';
  version: string;
  address: string;
  proxy: ProxyTrust;
}

function healthFor({
  clientAddresses: { of, proxyTrust },
  version,
}: {
  clientAddresses: ClientAddresses;
  version: string;
}): (request: IncomingMessage) => Health {
  return (request) => ({ status: 'ok', version, address: of(request), proxy: proxyTrust(request) });
}

/** Monitors and browsers accept anything, and get plain text. */
function asksForJson({ headers }: IncomingMessage): boolean {
  return headers.accept === 'application/json';
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${text}\n`);
}

function sendJson(response: ServerResponse, body: object): void {
  send(response, 200, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...pageHeaders, 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(body);
}
