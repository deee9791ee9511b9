import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { startRelayProcess } from '../../support/relay-process.mjs';

export type RelayProcess = Awaited<ReturnType<typeof startRelayProcess>>;

/** The relay as people start it, in its own process; ends with the test. */
export async function newRelay(
  t: TestContext,
  options: Parameters<typeof startRelayProcess>[0] = {},
): Promise<RelayProcess> {
  const relay = await startRelayProcess(options);
  t.after(() => relay.kill());
  return relay;
}

/** Somebody's own site, on an origin of its own, that has this one page. @returns its URL */
export async function newSite(t: TestContext, html: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
  });
  await once(server.listen(0, 'localhost'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}
