import { createServer } from 'node:http';
import { temporaryFolder } from './relay-process.mjs';

/**
 * A relay in this process, configured as the command line would do it. A relay process of its own takes a second of CPU to
 * start, most of it for loading the same modules again.
 * @param {object} [options]
 * @param {string[]} [options.args] of the command line
 * @param {boolean} [options.files] whether it takes files, into a temporary folder
 */
export async function startLocalRelay({ args = [], files = false } = {}) {
  const { parseInvocation } = await import('../../relay/lib/cli/options/flags.js');
  const { createRelay } = await import('../../relay/lib/index.js');
  const http = createServer();
  const limits = args.includes('--limits') ? [] : ['--limits', 'off'];
  const place = files ? ['--files', temporaryFolder()] : [];
  const { relay: options } = parseInvocation(['--data', ':memory:', ...place, ...limits, ...args], {});
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
