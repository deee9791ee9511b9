import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { speaksProtocol } from '../support/wire-client.ts';

const words = (text: string): string[] => text.split(' ');

const events = words(
  'join leave send edit delete react history typing seen report moderate rules queue resolve token closed entries nothing ' +
    '__proto__ toString',
).concat('');

const fields = words(
  'room id message username since epoch seq target emoji on before limit action person seconds address approve after skip reply ' +
    '__proto__ constructor toString then',
).concat('');

/** Values that one or another part of a server has stumbled over somewhere. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    'lobby',
    'a'.repeat(16),
    '👍',
    '\ud800',
    '\u0000',
    '__proto__',
    '1e309',
    '-0',
    '[object Object]',
  ),
  fc.constantFrom<unknown>(-1, -0, 0.5, 2 ** 53, 1e308, -1e308, Number.MAX_SAFE_INTEGER),
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null]),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.integer({ min: 1, max: 20_000 }).map((length) => 'x'.repeat(length)),
  fc
    .integer({ min: 1, max: 500 })
    .map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown),
  fc
    .integer({ min: 1, max: 500 })
    .map((depth) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) as unknown),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
);

const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: nasty },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

const request: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 1, arbitrary: value },
  {
    weight: 4,
    // As JSON reads it, so that `__proto__` is a key like any other.
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom(...fields), value), { maxLength: 6 })
      .map((entries) => Object.fromEntries(entries)),
  },
);

/** One frame: an event, what goes with it, and whether an answer is asked for. */
export const frame = fc.record({
  event: fc.constantFrom(...events),
  words: fc.array(request, { maxLength: 3 }),
  asks: fc.boolean(),
});

export type Frame = typeof frame extends fc.Arbitrary<infer T> ? T : never;

/** Somebody who sends whatever frames they are given, and comes again when they are thrown out. */
export class Fuzzer {
  #socket: Socket;

  constructor(url: string, transport: 'websocket' | 'polling') {
    this.#socket = io(url, {
      auth: speaksProtocol,
      transports: [transport],
      forceNew: true,
      reconnectionDelay: 10,
    });
    // Who sends too many packets is told to stay away.
    this.#socket.on('disconnect', (reason) => {
      if (reason === 'io server disconnect') this.#socket.connect();
    });
  }

  /** Sends them all; resolves when the relay has taken what came before this, or has ended the connection. */
  async send(frames: readonly Frame[]): Promise<void> {
    for (const { event, words, asks } of frames) {
      // Nobody waits for the answers, of which many will never come.
      if (asks) this.#socket.emit(event, ...words, () => {});
      else this.#socket.emit(event, ...words);
    }
    await this.#socket
      .timeout(20_000)
      .emitWithAck('leave', { room: 'another' })
      .catch(() => {});
  }

  close(): void {
    this.#socket.disconnect();
  }
}

/** So many frames, the same for the same seed. */
export function frames(count: number, seed: number): Frame[] {
  return fc.sample(frame, { numRuns: count, seed });
}
