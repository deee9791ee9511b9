import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const here = import.meta.dirname;
/** Where the files of an address are. */
const folders: Record<string, string> = {
  '/chat/': join(here, '../../../../widget/dist'),
  '/peers/': join(here, '../../peers/node_modules'),
};
const types: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json' };

const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>A chat</title>
  <style>main > * { display: block; inline-size: 400px; block-size: 600px }</style>
  <main></main>
</html>`;

/** Serves an empty page, the script files of the chat, and those of its peers. */
export async function startSite(): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://site').pathname);
    const [prefix, folder] = Object.entries(folders).find(([start]) => path.startsWith(start)) ?? [];
    if (prefix === undefined || folder === undefined) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
      return;
    }
    const file = join(folder, path.slice(prefix.length));
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await once(server.listen(0, 'localhost'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
