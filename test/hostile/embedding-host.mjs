/* A shop with routes and a Socket.IO of its own, which embeds the relay below /chat. */
import { createServer } from 'node:http';
import { createRelay } from '@realtime-chat/relay';
import { Server } from 'socket.io';

const server = createServer((request, response) => {
  // A request that is broken off is told as an error.
  request.on('error', () => {}).resume();
  request.once('end', () => response.end('the shop'));
});
// Socket.IO itself would only half close what is nobody's, and never notice that the peer has gone.
const own = new Server(server, { serveClient: false, destroyUpgrade: false });
server.on('upgrade', ({ url }, socket) => {
  if (!url?.startsWith('/socket.io/') && !url?.startsWith('/chat')) socket.destroy();
});
const relay = await createRelay(server, {
  path: '/chat',
  data: ':memory:',
  limits: 'off',
  greeting: '',
  demo: true,
  apiKey: process.env.RELAY_API_KEY,
});
server.listen(0, 'localhost', () => {
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`Relay listening on http://localhost:${address.port}\n`);
});
process.once('SIGTERM', () => void end());

/** Fails where a connection is left. */
async function end() {
  setTimeout(() => {
    server.getConnections((_error, count) => {
      process.stderr.write(`${count} connections are left\n`);
      process.exit(1);
    });
  }, 5000);
  await relay.close();
  // Settles when the last connection is gone, upgraded or not.
  const closed = own.close();
  server.closeAllConnections();
  await closed;
  process.exit(0);
}
