import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Pages } from './mount.ts';
import { staticFiles } from './static-files.ts';

/** The relay's own pages: the widget's script files, the demo and the health checks. */
export function createPages(options: { demo: boolean; isReady: () => boolean }): Pages {
  const scripts = staticFiles(folderOf('@realtime-chat/widget/dist/realtime-chat.js'), {
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'no-cache',
  });
  const demo = options.demo
    ? staticFiles(folderOf('@realtime-chat/demo/public/index.html'), { 'Cache-Control': 'no-cache' })
    : undefined;

  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    switch (request.url?.split('?', 1)[0]) {
      case '/healthz':
        return say(response, 200, 'ok');
      case '/readyz':
        return options.isReady() ? say(response, 200, 'ready') : say(response, 503, 'closing');
      default:
        return scripts(request, response, () => (demo ? demo(request, response, next) : next()));
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
