import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A proxy before the relay, like those of some companies, which passes on no WebSocket. @returns its URL */
export async function newProxyWithoutWebSockets(t: TestContext, target: string): Promise<string> {
  const { hostname, port } = new URL(target);
  const proxy = createServer((incoming, outgoing) => {
    const { connection: _, upgrade: __, ...headers } = incoming.headers;
    const passedOn = request({ hostname, port, path: incoming.url, method: incoming.method, headers });
    passedOn.on('response', (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    passedOn.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passedOn.destroy());
    incoming.pipe(passedOn);
  });
  await once(proxy.listen(0, 'localhost'), 'listening');
  t.after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return `http://localhost:${(proxy.address() as AddressInfo).port}`;
}
