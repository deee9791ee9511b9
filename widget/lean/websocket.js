/* What the script files have in place of engine.io-client's WebSocket transport: the same, for browsers alone. */
import { encodePacket } from 'engine.io-parser';
import { Transport } from '../transport.js';

export class WS extends Transport {
  #link;

  get name() {
    return 'websocket';
  }

  doOpen() {
    try {
      this.#link = new WebSocket(this.createUri(this.opts.secure ? 'wss' : 'ws', this.query));
    } catch (error) {
      // The page's policy forbids it.
      // Whoever opens it listens only afterwards.
      return queueMicrotask(() => this.onError('websocket error', error));
    }
    this.#link.onopen = () => this.onOpen();
    this.#link.onclose = (context) => this.onClose({ description: 'websocket connection closed', context });
    this.#link.onmessage = ({ data }) => this.onData(data);
    this.#link.onerror = (error) => this.onError('websocket error', error);
  }

  write(packets) {
    this.writable = false;
    // A link that is closed already takes what is sent without a word; that it is closed is told by itself.
    for (const packet of packets) encodePacket(packet, false, (text) => this.#link.send(text));
    // Not in the same turn: the engine notes first what it has handed over.
    queueMicrotask(() => {
      this.writable = true;
      this.emitReserved('drain');
    });
  }

  doClose() {
    if (!this.#link) return;
    this.#link.onerror = null;
    this.#link.close();
  }
}
