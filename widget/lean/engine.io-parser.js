/* What the script files have in place of engine.io-parser: packets of Engine.IO's protocol 4 that are text. */

export const protocol = 4;

/** A packet begins with its type's place here. */
const types = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];

/** Between the packets of one polling request. */
const separator = '\x1e';

const textOf = ({ type, data }) => types.indexOf(type) + (data ?? '');

export function encodePacket(packet, _supportsBinary, encoded) {
  encoded(textOf(packet));
}

export function encodePayload(packets, encoded) {
  encoded(packets.map(textOf).join(separator));
}

export function decodePacket(text) {
  const type = types[text[0]];
  return type ? { type, data: text.slice(1) } : { type: 'error', data: 'parser error' };
}

export function decodePayload(text) {
  return text.split(separator).map(decodePacket);
}
