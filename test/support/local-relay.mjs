import { createServer } from 'node:http';

/**
 * A relay in this process, configured as the command line would do it. A relay process of its own takes a second of CPU to
 * start, most of it for loading the same modules again.
 * @param {string[]} [args] of the command line
 */
export async function startLocalRelay(args = []) {
  const { parseInvocation } = await import('../../relay/lib/cli/options/flags.js');
  const { createRelay } = await import('../../relay/lib/index.js');
  const http = createServer();
  const limits = args.includes('--limits') ? [] : ['--limits', 'off'];
  const { relay: options } = parseInvocation(['--data', ':memory:', ...limits, ...args], {});
  const relay = await createRelay(http, options);
  await new Promise((resolve) => http.listen(0, 'localhost', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address());
  return {
    url: `http://localhost:${port}`,
    port,
    async stop() {
      http.closeAllConnections();
      http.close();
      await relay.close();
    },
  };
}
