import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Pages } from './mount.ts';
import type { Origins } from './origins.ts';
import { ownPage, typed } from './security-headers.ts';
import { staticFiles } from './static-files.ts';

/** The relay's own pages: the widget's script files, the demo and the health checks. */
export function createPages(options: {
  demo: boolean;
  origins: Origins;
  /** Why the relay cannot serve anybody, if it cannot. Must settle in bounded time. */
  obstacle: () => Promise<string | undefined>;
}): Pages {
  const scripts = staticFiles(folderOf('@realtime-chat/widget/dist/realtime-chat.js'), (request) => ({
    ...typed,
    ...options.origins.headersFor(request),
    // Whatever pages are named: a classic script is asked for without an Origin, and this header can name none, so
    // anything less would keep it from the pages that may have it. The files are the same for everybody and hold
    // nothing of anybody; who runs them elsewhere is still not let in.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'no-cache',
  }));
  const demo = options.demo
    ? staticFiles(folderOf('@realtime-chat/demo/public/index.html'), () => ({
        ...ownPage,
        'Cache-Control': 'no-cache',
      }))
    : undefined;

  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    switch (request.url?.split('?', 1)[0]) {
      case '/healthz':
        return say(response, 200, 'ok');
      case '/readyz':
        options.obstacle().then(
          (obstacle) => (obstacle === undefined ? say(response, 200, 'ready') : say(response, 503, obstacle)),
          () => say(response, 503, 'failing'),
        );
        return;
      default:
        return scripts(request, response, () => (demo ? demo(request, response, next) : next()));
    }
  };
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...ownPage,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(`${text}\n`);
}

/** The folder of a file that a package brings. */
function folderOf(specifier: string): string {
  return fileURLToPath(new URL('.', import.meta.resolve(specifier)));
}
