// The relay of `npm run dev`. It has pages of the demo to which a script is added that reloads them.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRelay } from '@realtime-chat/relay';
import { pageHeaders } from '../../relay/lib/http/security-headers.js';
import { staticFiles } from '../../relay/lib/http/static-files.js';
import { seedLobby } from './talk.mjs';

const port = Number(process.env.PORT ?? 3700);
const host = process.env.HOST ?? 'localhost';
const data = process.env.RELAY_DATA ?? join(import.meta.dirname, '../../.cache/dev');
const pages = join(import.meta.dirname, '../public');
/** A page that has seen another one reloads itself. */
const start = randomUUID();
const reload = '<script type="module" src="/dev-reload.js"></script></body>';
const headers = { ...pageHeaders, 'Cache-Control': 'no-store' };

if (!existsSync(data)) await seedLobby(data);

const files = staticFiles(pages, () => headers);
const server = createServer((request, response) => {
  const path = request.url?.split('?', 1)[0] ?? '';
  if (path === '/dev-start') {
    response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
    response.write(`retry: 300\ndata: ${start}\n\n`);
    return;
  }
  if (path === '/dev-reload.js') {
    response.writeHead(200, { ...headers, 'Content-Type': 'text/javascript' });
    response.end(readFileSync(join(import.meta.dirname, 'reload.js')));
    return;
  }
  const name = path.endsWith('/') ? `${path}index.html` : path;
  const page = join(pages, name);
  // The relay has no pages with other names, so no path leads out of the folder.
  if (/^[\w/.-]+\.html$/.test(name) && !name.includes('..') && existsSync(page)) {
    response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' });
    response.end(readFileSync(page, 'utf8').replace('</body>', reload));
    return;
  }
  files(request, response, () => response.writeHead(404, headers).end());
});
const logger = { error: console.error, warn: console.warn, info() {} };
const relay = await createRelay(server, { data, logger });
server.listen(port, host, () => console.log(`Relay listening on http://${host}:${server.address().port}`));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void relay.close(signal).then(() => process.exit()));
}
