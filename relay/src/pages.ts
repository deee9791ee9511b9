import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import type { Pages } from './mount.ts';

/** The relay's own pages: the widget's script files, the demo and the health checks. */
export function createPages(options: { demo: boolean; isReady: () => boolean }): Pages {
  // Both read their folder once, here: no path that a request names ever reaches the disk.
  const scripts = sirv(folderOf('@realtime-chat/widget/dist/realtime-chat.js'), {
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders(response) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      response.setHeader('Cache-Control', 'no-cache');
    },
  });
  const demo = sirv(folderOf('@realtime-chat/demo/public/index.html'), {
    etag: true,
    setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
  });

  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    switch (request.url?.split('?', 1)[0]) {
      case '/healthz':
        return say(response, 200, 'ok');
      case '/readyz':
        return options.isReady() ? say(response, 200, 'ready') : say(response, 503, 'closing');
      default:
        return scripts(request, response, () => (options.demo ? demo(request, response, next) : next()));
    }
  };
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

/** The folder of a file that a package brings. */
function folderOf(specifier: string): string {
  return fileURLToPath(new URL('.', import.meta.resolve(specifier)));
}
