// A shop whose server tells everybody in its room of each order. The relay is in the same process.
//
//   node server.js, then: curl -X POST http://localhost:3000/orders
import { readFile } from 'node:fs/promises';
import { createRelay } from '@realtime-chat/relay';
import fastify from 'fastify';

const { PORT = '3000', DATA = './chat-data' } = process.env;

// A page that goes on asking would keep its connection, and the process.
const app = fastify({ forceCloseConnections: true });
const relay = await createRelay(app.server, { path: '/chat', data: DATA });
// Before the server closes, which waits for all connections.
app.addHook('preClose', () => relay.close());

const page = await readFile(new URL('index.html', import.meta.url));
app.get('/', (_request, reply) => reply.type('text/html').send(page));

let orders = 0;
app.post('/orders', async (_request, reply) => {
  orders += 1;
  await relay.publish('shop', { message: `Somebody has ordered. That makes ${orders} today.` });
  return reply.code(204).send();
});

// One address: for `localhost`, Fastify makes a second server, which would not have the relay.
console.log(await app.listen({ port: Number(PORT), host: '127.0.0.1' }));
process.once('SIGTERM', () => app.close());
