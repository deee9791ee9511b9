import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const here = import.meta.dirname;
/** Where the files of an address are. */
const folders: Record<string, string> = {
  '/chat/': join(here, '../../../../widget/dist'),
  '/peers/': join(here, '../../peers/node_modules'),
};
const types: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json' };

const emptyPage = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>A chat</title>
  <style>main > * { display: block; inline-size: 400px; block-size: 600px }</style>
  <main></main>
</html>`;

/** Compressing a script takes a second, and several benches serve the same. */
const compressed = new Map<string, Buffer>();

export interface Site {
  url: string;
  stop: () => void;
}

/**
 * Serves an empty page, the script files of the chat, and those of its peers, compressed as well as it can be.
 *
 * @param pages other pages, by their path
 */
export async function startSite(pages: Readonly<Record<string, string>> = {}): Promise<Site> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://site').pathname);
    const [prefix, folder] = Object.entries(folders).find(([start]) => path.startsWith(start)) ?? [];
    if (prefix === undefined || folder === undefined) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(pages[path] ?? emptyPage);
      return;
    }
    const file = join(folder, path.slice(prefix.length));
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const body = compressed.get(file) ?? brotliCompressSync(readFileSync(file));
    compressed.set(file, body);
    const type = types[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'br' }).end(body);
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
