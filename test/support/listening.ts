import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A site of somebody, on an origin of its own; ends with the test. @returns its URL */
export async function listening(t: Pick<TestContext, 'after'>, app: RequestListener): Promise<string> {
  const server = createServer(app);
  await once(server.listen(0, 'localhost'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}
