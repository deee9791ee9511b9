import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { endOf } from './tutorial-server.mjs';

/**
 * What a scripted server says. It keeps nothing and checks nothing, so that it can say what no relay would.
 *
 * @typedef {object} Script
 * @property {Record<string, unknown>} [joins] what it answers to who joins, by the room; no other join is answered
 * @property {Record<string, unknown>} [rejoins] what it answers to who is back and asks for what came since; if absent the same
 * @property {unknown[]} [sends] what it answers to each message, one after the other, where `silence` is no answer; nor
 * are the rest answered
 * @property {unknown[]} [changes] what it answers to each change or withdrawal of a message and to each action of a moderator, in the same way
 * @property {unknown[]} [queue] what it answers to who asks for what waits for moderators, one after the other, and then
 * always the last; not answered if absent
 * @property {unknown} [history] what it answers to who asks for older messages; not answered if absent
 * @property {unknown[]} [histories] the same, one answer after the other
 * @property {Record<string, { type: string, data: string }>} [files] the files that it serves, by their id, in base64; any other is
 * not found
 * @property {string[]} [keys] with which of them a file is served; with all if absent
 * @property {unknown[]} [accesses] what it answers to each request for another key, and then always the last
 * @property {unknown[]} [uploads] what it answers to each request for an upload, one after the other; the rest are not answered
 * @property {[event: string, ...words: unknown[]][]} [says] what it says to who has asked to join, right after that
 */

/** @param {Script} script */
export async function startScriptedServer({
  joins = {},
  rejoins = joins,
  sends = [],
  changes = [],
  queue = [],
  history,
  histories = [],
  says = [],
  files = {},
  keys,
  accesses = [],
  uploads = [],
}) {
  const http = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const file = files[pathname.split('/').at(-2) ?? ''];
    const isKnown = keys?.includes(searchParams.get('key') ?? '') ?? true;
    if (!isKnown) return response.writeHead(410).end();
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, {
      'Content-Type': file.type,
      'Cache-Control': 'private, max-age=31536000, immutable',
    });
    response.end(Buffer.from(file.data, 'base64'));
  });
  const io = new Server(http, { cors: { origin: '*' } });
  /** @type {unknown[]} */
  const heard = [];
  io.on('connection', (socket) => {
    socket.on('join', (request, answer) => {
      const answers = request.since ? rejoins : joins;
      if (request.room in answers) answer(answers[request.room]);
      for (const words of says) socket.emit(...words);
    });
    socket.on('send', (request, answer) => {
      const said = heard.push(request) <= sends.length ? sends[heard.length - 1] : 'silence';
      if (said !== 'silence') answer(said);
    });
    for (const event of ['edit', 'delete', 'react', 'withdraw', 'moderate']) {
      socket.on(event, (_, answer) => {
        const said = changes.length > 0 ? changes.shift() : 'silence';
        if (said !== 'silence') answer(said);
      });
    }
    socket.on('queue', (_, answer) => {
      if (queue.length > 0) answer(queue.length > 1 ? queue.shift() : queue[0]);
    });
    socket.on('files', (_, answer) => {
      if (accesses.length > 0) answer(accesses.length > 1 ? accesses.shift() : accesses[0]);
    });
    socket.on('upload', (_, answer) => {
      if (uploads.length > 0) answer(uploads.shift());
    });
    socket.on('history', (_, answer) => {
      const page = histories.length > 0 ? histories.shift() : history;
      if (page !== undefined) answer(page);
    });
  });
  await new Promise((resolve) => http.listen(0, 'localhost', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (http.address());
  return {
    url: `http://localhost:${address.port}`,
    port: address.port,
    /** All that it was asked to send, in the order of arrival. */
    heard,
    /** @param {[event: string, ...words: unknown[]]} words says them to everyone */
    say: (words) => io.emit(...words),
    stop: () => endOf(io, http),
  };
}
