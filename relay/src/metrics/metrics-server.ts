import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { noSniff } from '../http/security-headers.ts';

/** Where metrics are served. */
export interface MetricsAddress {
  host: string;
  port: number;
}

/**
 * Serves `/metrics` on a port of its own: a proxy that passes the relay's port on to everybody passes no metrics on.
 *
 * @throws {Error} if the address cannot be used; the message is one sentence for the operator
 */
export async function serveMetrics(
  { host, port }: MetricsAddress,
  read: () => Promise<{ contentType: string; text: string }>,
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics')
      return answer(response, 404, 'text/plain', 'not found\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return answer(response, 405, 'text/plain', 'use GET\n');
    }
    read().then(
      ({ contentType, text }) => answer(response, 200, contentType, text),
      () => response.destroy(),
    );
  });
  try {
    await once(server.listen(port, host), 'listening');
    return server;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot serve metrics on ${host} port ${port}: ${reason}`, { cause: error });
  }
}

function answer(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { ...noSniff, 'Content-Type': contentType, 'Cache-Control': 'no-store' });
  response.end(text);
}
