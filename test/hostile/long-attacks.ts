import type { Socket as Tcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { newId, speaksProtocol } from '../support/wire-client.ts';
import { badTokens, flood, halfOpen, manyPackets, spoofing, type Target } from './attacks.ts';
import { Fuzzer, frames } from './fuzzer.ts';
import { garbage, oversize } from './malformed-frames.ts';

/* What the long run tries, each for as long as it is let. */

/** The relay that is attacked, and how much of it there is to be. */
export interface Aim {
  url: string;
  port: number;
  frames: number;
  /** So many connections from one address are let in. */
  mostFromOne: number;
}

interface Attack {
  /** Attacks until it is told to stop. @returns what it did */
  run: (aim: Aim, signal: AbortSignal) => Promise<string>;
  /** It goes as fast as the machine does, which has nothing left then: others only have to be heard. */
  isUnpaced?: boolean;
}

const from = (address: string) => ({ 'x-forwarded-for': address });

const at = ({ url, port }: Aim, address: string): Target => ({ url, port, headers: from(address) });

/** By the proxy that the relay trusts, everybody has an address of their own. */
export function newPerson(url: string, address: string, room = 'lobby', username = address): Socket {
  const socket = io(url, {
    auth: speaksProtocol,
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: from(address),
  });
  socket.on('connect', () => socket.emit('join', { room, username }));
  return socket;
}

export const longAttacks: Record<string, Attack> = {
  'a flooder at 1,000 sends a second': {
    async run(aim, signal) {
      const stop = await flood(at(aim, '203.0.113.1'));
      await over(signal);
      return stop();
    },
  },
  '70,000 packets a second that no other limit counts': {
    async run(aim, signal) {
      const stop = await manyPackets(at(aim, '203.0.113.3'), 70_000);
      await over(signal);
      return stop();
    },
    isUnpaced: true,
  },
  'frames of whatever shape': {
    async run(aim, signal) {
      const fuzzers = (['websocket', 'polling'] as const).map((transport) => new Fuzzer(aim.url, transport));
      const seed = Date.now() % 2 ** 31;
      let sent = 0;
      while (!signal.aborted || sent < aim.frames) {
        // A thousand a second.
        const pace = sleep(200);
        await Promise.all(fuzzers.map((fuzzer, index) => fuzzer.send(frames(100, seed + sent + index))));
        sent += 200;
        await pace;
      }
      for (const fuzzer of fuzzers) fuzzer.close();
      return `${sent} frames, seed ${seed}`;
    },
  },
  'frames that make no sense to Engine.IO or Socket.IO': {
    isUnpaced: true,
    run: (aim, signal) =>
      repeated(signal, (round) => garbage(at(aim, `203.0.114.${round % 250}`), 100, round)),
  },
  'all that has a size, too large': {
    isUnpaced: true,
    run: (aim, signal) => repeated(signal, (round) => oversize(at(aim, `203.0.115.${round % 250}`))),
  },
  'tokens that are none': {
    isUnpaced: true,
    run: (aim, signal) => repeated(signal, () => badTokens(aim)),
  },
  'an address that says it is many': {
    isUnpaced: true,
    async run(aim, signal) {
      return repeated(signal, async (round) => {
        const came = await spoofing(aim, 100, (index) => `192.0.2.${index}, 203.0.113.${round % 250}`);
        if (came > aim.mostFromOne) throw new Error(`${came} connections came from one address`);
        return `${came} came in`;
      });
    },
  },
  '2,000 handshakes that stop half-way': {
    isUnpaced: true,
    async run(aim, signal) {
      const { sockets, close } = await halfOpen(aim, 2000);
      await over(signal);
      const open = sockets.filter(({ destroyed }) => !destroyed).length;
      close();
      return `${open} still open at the end`;
    },
  },
  'a consumer that stops reading': {
    isUnpaced: true,
    async run(aim, signal) {
      const reader = newPerson(aim.url, '203.0.113.2', 'busy', 'Reader');
      const writers = Array.from({ length: 40 }, (_, index) =>
        newPerson(aim.url, `192.0.2.${index + 1}`, 'busy', `W${index}`),
      );
      await new Promise((resolve) => reader.once('members', resolve));
      const { transport } = reader.io.engine as unknown as { transport: { ws: { _socket: Tcp } } };
      transport.ws._socket.pause();
      let bytes = 0;
      while (!signal.aborted && bytes < 10 * 2 ** 20) {
        const message = 'x'.repeat(8000);
        await Promise.all(
          writers.map((writer) =>
            writer
              .timeout(20_000)
              .emitWithAck('send', { room: 'busy', id: newId(), message })
              .catch(() => {}),
          ),
        );
        bytes += writers.length * message.length;
        await sleep(200);
      }
      await over(signal);
      for (const socket of [reader, ...writers]) socket.disconnect();
      return `${Math.round(bytes / 2 ** 20)} MiB for it`;
    },
  },
};

/** Attacks again and again. @returns what it did last, and how often */
async function repeated(signal: AbortSignal, attack: (round: number) => Promise<string>): Promise<string> {
  let rounds = 0;
  let did = '';
  while (!signal.aborted) did = await attack((rounds += 1));
  return `${did}; ${rounds} times`;
}

function over(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}
