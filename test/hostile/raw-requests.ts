/* Requests on a bare TCP connection. Each is split into parts, and a peer may end the connection after any of them. */

/** One request: its head, its body, and the bytes that the peer sends after the first byte of the answer. */
export interface RawRequest {
  head: string;
  body?: Buffer | string;
  /** Sent after the answer has begun. If the connection has become a WebSocket, these are frames. */
  later?: Buffer | string;
}

/** The part of the request after which the peer ends the connection. */
export const stages = ['before', 'mid head', 'after head', 'mid body', 'after answer', 'mid frame'] as const;
export type Stage = (typeof stages)[number];

const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const crlf = '\r\n';

function head(method: string, path: string, ...headers: string[]): string {
  return [`${method} ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join(crlf);
}

function upgrade(path: string, to: string, ...more: string[]): RawRequest {
  return { head: head('GET', path, 'Connection: Upgrade', `Upgrade: ${to}`, ...more) };
}

/** A frame of a WebSocket client, masked with zeros. */
function frame(first: number, text: string): Buffer {
  const length = Buffer.byteLength(text);
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([first, ...size, 0, 0, 0, 0]), Buffer.from(text)]);
}

const json = 'Content-Type: application/json';
const words = '{"message":"hello"}';

/** Each kind of request, on a path. */
export const kinds: Record<string, (path: string) => RawRequest> = {
  GET: (path) => ({ head: head('GET', path) }),
  HEAD: (path) => ({ head: head('HEAD', path) }),
  OPTIONS: (path) => ({ head: head('OPTIONS', path, 'Origin: https://example.org') }),
  'a method of WebDAV': (path) => ({ head: head('PROPFIND', path) }),
  'no method at all': (path) => ({ head: head('NONSENSE', path) }),
  CONNECT: (path) => ({ head: head('CONNECT', path.startsWith('/chat') ? path : 'localhost:1') }),
  'a whole body': (path) => ({
    head: head('POST', path, json, `Content-Length: ${words.length}`),
    body: words,
  }),
  'a body that never ends': (path) => ({
    head: head('POST', path, json, 'Content-Length: 60000'),
    body: words,
  }),
  'a GET with a body': (path) => ({ head: head('GET', path, 'Content-Length: 100'), body: words }),
  'a body that waits for 100': (path) => ({
    head: head('POST', path, json, 'Expect: 100-continue', `Content-Length: ${words.length}`),
    later: words,
  }),
  'another expectation': (path) => ({ head: head('POST', path, 'Expect: tea', 'Content-Length: 4') }),
  chunks: (path) => ({
    head: head('POST', path, json, 'Transfer-Encoding: chunked'),
    body: `13${crlf}${words}${crlf}0${crlf}${crlf}`,
  }),
  'chunks that are none': (path) => ({
    head: head('POST', path, 'Transfer-Encoding: chunked'),
    body: `zz${crlf}${words}`,
  }),
  'a chunk of a huge size': (path) => ({
    head: head('POST', path, 'Transfer-Encoding: chunked'),
    body: `ffffffffffffffff${crlf}x`,
  }),
  'two lengths': (path) => ({
    head: head('POST', path, 'Content-Length: 3', 'Content-Length: 4'),
    body: 'abcd',
  }),
  'chunked and a length': (path) => ({
    head: head('POST', path, 'Content-Length: 3', 'Transfer-Encoding: chunked'),
    body: `3${crlf}abc${crlf}`,
  }),
  'headers that are too large': (path) => ({ head: head('GET', path, `X-Large: ${'x'.repeat(20_000)}`) }),
  'a header that is none': (path) => ({ head: head('GET', path, 'no colon') }),
  'bytes beyond ASCII': (path) => ({ head: head('GET', `${path}?\u00ff`, 'Origin: \u00fe\u00ff') }),
  pipelining: (path) => ({ head: head('GET', path).repeat(10), body: head('GET', path).slice(0, 20) }),
  'pipelining behind a body that never ends': (path) => ({
    head: head('GET', path).repeat(3) + head('POST', path, json, 'Content-Length: 60000'),
    body: words,
  }),
  'a WebSocket': (path) => ({
    ...upgrade(path, 'websocket', key),
    later: Buffer.concat([frame(0x81, '40{"protocol":1}'), frame(0x81, '42["join",{"room":"lobby"}]')]),
  }),
  'a WebSocket with frames at once': (path) => ({
    ...upgrade(path, 'websocket', key),
    body: Buffer.concat([frame(0x81, '40{"protocol":1}'), frame(0x81, '42["x"]').subarray(0, 5)]),
  }),
  'a WebSocket with a frame that is too large': (path) => ({
    ...upgrade(path, 'websocket', key),
    later: Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  }),
  'a WebSocket with frames that are none': (path) => ({
    ...upgrade(path, 'websocket', key),
    later: Buffer.from([0xf3, 0x05, 1, 2, 3, 4, 5, 0x81, 0x01, 0x41]),
  }),
  'a WebSocket that says it closes': (path) => ({
    ...upgrade(path, 'websocket', key),
    later: frame(0x88, '\u0003\u00e8'),
  }),
  'a WebSocket with a bad key': (path) =>
    upgrade(path, 'websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: bad'),
  'a WebSocket without a key': (path) => upgrade(path, 'websocket'),
  'a WebSocket of an old version': (path) =>
    upgrade(path, 'websocket', 'Sec-WebSocket-Version: 6', 'Sec-WebSocket-Key: bad'),
  'a WebSocket by POST': (path) => ({
    head: head('POST', path, 'Connection: Upgrade', 'Upgrade: websocket', key, 'Content-Length: 9'),
    body: 'abc',
  }),
  'HTTP/2': (path) => upgrade(path, 'h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
  'several upgrades': (path) => upgrade(path, 'h2c, websocket, TLS/1.0', key),
  'an upgrade to nonsense': (path) => upgrade(path, '\u00fe\u00ff;;=,'),
  'an empty upgrade': (path) => upgrade(path, ''),
  'the preface of HTTP/2': () => ({
    head: `PRI * HTTP/2.0${crlf}${crlf}SM${crlf}${crlf}`,
    body: '\0\0\0\u0004',
  }),
  'the hello of TLS': () => ({
    head: '\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000',
    body: '\u0003\u0003',
  }),
  'HTTP/0.9': (path) => ({ head: `GET ${path}${crlf}` }),
  'nothing but line ends': () => ({ head: crlf.repeat(50) }),
  zeros: () => ({ head: '\0'.repeat(100), body: '\0'.repeat(100) }),
};

/** The bytes to send up to a stage, before and after the answer; undefined if the request has no such stage. */
export function piecesUntil(
  request: RawRequest,
  stage: Stage,
): { first: Buffer; later?: Buffer } | undefined {
  const whole = Buffer.from(request.head, 'latin1');
  const body = Buffer.from(request.body ?? '');
  const all = Buffer.concat([whole, body]);
  switch (stage) {
    case 'before':
      return { first: Buffer.alloc(0) };
    case 'mid head':
      return { first: whole.subarray(0, whole.length >> 1) };
    case 'after head':
      return { first: whole };
    case 'mid body':
      return body.length > 0
        ? { first: Buffer.concat([whole, body.subarray(0, body.length >> 1)]) }
        : undefined;
    case 'after answer':
      return { first: all, later: Buffer.from(request.later ?? '') };
    case 'mid frame': {
      const later = Buffer.from(request.later ?? '');
      return later.length > 0 ? { first: all, later: later.subarray(0, later.length >> 1) } : undefined;
    }
  }
}
