import { createServer } from 'node:http';
import express from 'express';
import { Server } from 'socket.io';

/**
 * The server that the classic Socket.IO chat tutorials build: it greets, and sends to all what anyone sends. It knows
 * no rooms, keeps nothing and acknowledges nothing.
 * @param {number} [port] a free one if absent
 */
export async function startTutorialServer(port = 0) {
  const http = createServer(express());
  const io = new Server(http, { cors: { origin: '*' } });
  io.on('connection', (socket) => {
    socket.emit('message', { message: 'welcome to the chat' });
    socket.on('send', (data) => {
      io.emit('message', data);
    });
  });
  await new Promise((resolve, reject) => {
    http.once('error', reject).listen(port, 'localhost', () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (http.address());
  return { url: `http://localhost:${address.port}`, port: address.port, stop: () => endOf(io, http) };
}

/**
 * Ends a server now. A connection on which nothing was ever asked, as browsers open some in advance, would hold it for a
 * minute otherwise.
 * @param {Server} io
 * @param {import('node:http').Server} http
 */
export async function endOf(io, http) {
  const closed = io.close();
  http.closeAllConnections();
  await closed;
}
