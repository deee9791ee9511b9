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
 * @property {Record<string, { type: string, data: string } | 'silence'>} [files] the files that it serves, by their id, in base64;
 * `silence` is no answer, and any other is not found
 * @property {string[]} [keys] with which of them a file is served; with all if absent
 * @property {unknown[]} [accesses] what it answers to each request for another key, and then always the last
 * @property {unknown[]} [uploads] what it answers to each request for an upload, one after the other; the rest are not answered
 * @property {Record<string, number>} [taken] which share of each upload it takes, by its id; then it answers no more
 * @property {[event: string, ...words: unknown[]][]} [says] what it says to who has asked to join, right after that
 */

/** Uploads by the tus protocol, of which only a part arrives. */
class ScriptedUploads {
  #taken;
  /** @type {Map<string, number>} */
  #sizes = new Map();
  /** The ids of those whose part is there. */
  #arrived = new Set();

  /** @param {Record<string, number>} taken */
  constructor(taken) {
    this.#taken = taken;
  }

  /** @param {any} answer @param {number} size */
  begin(answer, size) {
    this.#sizes.set(answer?.id, size);
    return answer;
  }

  /**
   * Of an upload whose part is there, the question that comes before the next bytes is not answered. So no bytes leave the
   * browser, and its progress stays.
   *
   * @param {string} id
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  answer(id, { method, headers }, response) {
    const isPatch = (headers['access-control-request-method'] ?? method) === 'PATCH';
    const most = Math.round((this.#taken[id] ?? 0) * (this.#sizes.get(id) ?? 0));
    if (isPatch && (this.#arrived.has(id) || most === 0)) return;
    if (method === 'PATCH') this.#arrived.add(id);
    response.writeHead(method === 'HEAD' ? 200 : 204, {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'HEAD, PATCH, DELETE',
      'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '',
      'Access-Control-Expose-Headers': 'Upload-Offset, Upload-Length, Tus-Resumable',
      'Access-Control-Max-Age': '0',
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': `${this.#arrived.has(id) ? most : 0}`,
      'Upload-Length': `${this.#sizes.get(id) ?? 0}`,
    });
    response.end();
  }
}

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
  taken = {},
}) {
  const begun = new ScriptedUploads(taken);
  const http = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const [kind = '', id = ''] = pathname.split('/').slice(-2);
    if (kind === 'uploads') return begun.answer(id, request, response);
    const file = files[kind];
    if (file === 'silence') return undefined;
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
    socket.on('upload', (request, answer) => {
      if (uploads.length > 0) answer(begun.begin(uploads.shift(), request.size));
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
