import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

const dist = join(import.meta.dirname, '../../widget/dist');

/** A site that is there even when its relay is not: one page with the element as it is shipped. */
export async function servePage(relayUrl: string, room: string): Promise<{ url: string; close: () => void }> {
  const page = `<!doctype html>
    <title>A page</title>
    <script type="module" src="/realtime-chat.js"></script>
    <realtime-chat relay-url="${relayUrl}" room="${room}"></realtime-chat>`;
  const server = createServer((request, response) => {
    const name = basename(request.url ?? '/');
    if (name === '') {
      response.setHeader('content-type', 'text/html').end(page);
      return;
    }
    readFile(join(dist, name)).then(
      (script) => response.setHeader('content-type', 'text/javascript').end(script),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, 'localhost'), 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
