import type { TestContext } from 'node:test';
import { listening } from '../../support/listening.ts';
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
export function newSite(t: TestContext, html: string): Promise<string> {
  return listening(t, (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
  });
}
