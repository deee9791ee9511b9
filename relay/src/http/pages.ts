import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Middleware } from './mount.ts';
import type { Origins } from './origins.ts';
import { pageHeaders, noSniff } from './security-headers.ts';
import { staticFiles } from './static-files.ts';

/** What the build has put into this package: the widget's script files, and the demo. */
const folder = join(import.meta.dirname, '../../public');

/** The relay's own pages: the widget's script files, the demo and the health checks. */
export function createPages(options: {
  demo: boolean;
  origins: Origins;
  /** Why the relay is not ready; undefined if it is. Must settle in bounded time. */
  notReadyReason: () => Promise<string | undefined>;
}): Middleware {
  const scripts = staticFiles(join(folder, 'scripts'), (request) => ({
    ...noSniff,
    ...options.origins.headersFor(request),
    // Whatever origins are listed: browsers load a classic script without an Origin, and this header cannot list origins.
    // Anything stricter would block pages that may load it. The files are the same for everybody and hold no secrets,
    // and a page that is not listed still cannot connect.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'no-cache',
  }));
  const demo = options.demo
    ? staticFiles(join(folder, 'demo'), () => ({
        ...pageHeaders,
        'Cache-Control': 'no-cache',
      }))
    : undefined;

  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    switch (request.url?.split('?', 1)[0]) {
      case '/healthz':
        return sendText(response, 200, 'ok');
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

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...pageHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(`${text}\n`);
}
