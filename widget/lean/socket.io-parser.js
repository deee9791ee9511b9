/*
 * What the script files have in place of socket.io-parser: packets of Socket.IO's protocol 5 without binary
 * attachments, of which this wire has none.
 */
import { Emitter } from '@socket.io/component-emitter';

export const protocol = 5;

export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 };

/** What Socket.IO emits itself. A server that sends such an event is not to be believed. */
const reserved = /^(connect|connect_error|disconnect|disconnecting|newListener|removeListener)$/;

/** The type, a namespace with its comma, the id of an acknowledgement, and JSON; all but the type may be missing. */
const form = /^([0-4])(?:(\/[^,]*),?)?(\d+)?(.*)$/s;

const isObject = (data) => typeof data === 'object' && data !== null && !Array.isArray(data);

function isValid(type, data) {
  switch (type) {
    case PacketType.CONNECT:
      return isObject(data);
    case PacketType.DISCONNECT:
      return data === undefined;
    case PacketType.CONNECT_ERROR:
      return typeof data === 'string' || isObject(data);
    case PacketType.EVENT:
      return Array.isArray(data) && typeof data[0] === 'string' && !reserved.test(data[0]);
    default:
      return Array.isArray(data);
  }
}

export class Encoder {
  encode({ type, nsp, id, data }) {
    const namespace = nsp && nsp !== '/' ? `${nsp},` : '';
    return [`${type}${namespace}${id ?? ''}${data === undefined ? '' : JSON.stringify(data)}`];
  }
}

export class Decoder extends Emitter {
  /** @throws {Error} if it is no such packet; the connection is given up then. */
  add(text) {
    const [, digit, nsp = '/', id, json] = form.exec(text) ?? [];
    const type = Number(digit);
    const data = json ? JSON.parse(json) : undefined;
    if (!isValid(type, data)) throw new Error('bad packet');
    this.emitReserved('decoded', { type, nsp, data, ...(id && { id: Number(id) }) });
  }

  destroy() {}
}
