import type { Request, ScriptedRoom } from './scripted-room.js';

/** No ping within this time, in milliseconds, would be a lost connection; one within the page is never lost. */
const never = 2 ** 30;

/**
 * A WebSocket whose other end is a scripted room. It has what the chat's client uses of a WebSocket, and speaks Engine.IO 4
 * and Socket.IO 5: the first digit of a packet is that of Engine.IO, where 4 is a message; the second is that of Socket.IO.
 */
class ScriptedSocket {
  binaryType = 'arraybuffer';
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;
  onerror?: () => void;
  #room: ScriptedRoom;

  constructor(room: ScriptedRoom) {
    this.#room = room;
    queueMicrotask(() => {
      this.onopen?.();
      this.#receive(
        `0${JSON.stringify({ sid: 'scripted', upgrades: [], pingInterval: never, pingTimeout: 0, maxPayload: 2 ** 16 })}`,
      );
    });
  }

  send(packet: string): void {
    const [, type, ack, content = ''] = /^4(\d)(\d*)(.*)$/s.exec(packet) ?? [];
    if (type === '0') {
      this.#room.connect((event, frame) => this.#receive(`42${JSON.stringify([event, frame])}`));
      this.#receive('40{"sid":"scripted"}');
    } else if (type === '2') {
      const [event, request] = JSON.parse(content) as [string, Request];
      if (!ack) return;
      const answer = JSON.stringify([this.#room.answer(event, request)]);
      this.#receive(`43${ack}${answer}`);
    }
  }

  close(): void {
    this.#room.connect(() => {});
    queueMicrotask(() => this.onclose?.({ code: 1000 }));
  }

  /** As from the network: never within the call that it answers. */
  #receive(data: string): void {
    queueMicrotask(() => this.onmessage?.({ data }));
  }
}

/**
 * Lets chats of this page reach scripted rooms. To be called before the chat's script runs, which takes the page's WebSocket then.
 *
 * @param relayUrl the `relay-url` of the scripted rooms. No server is there
 */
export function serveScripted(relayUrl: URL, room: ScriptedRoom): void {
  globalThis.WebSocket = new Proxy(WebSocket, {
    construct(Native, [url, protocols]: [string, string[]?]) {
      const { host, pathname } = new URL(url);
      const isScripted = host === relayUrl.host && pathname.startsWith(relayUrl.pathname);
      return isScripted ? new ScriptedSocket(room) : new Native(url, protocols);
    },
  });
}
