import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as realEngine from 'engine.io-parser';
import fc from 'fast-check';
import * as real from 'socket.io-parser';
import { leanPart } from './support/lean-part.ts';

type Packet = Omit<real.Packet, 'id'> & { id?: number };

interface Decoder {
  on(event: 'decoded', listener: (packet: Packet) => void): unknown;
  add(text: string): void;
}

const lean = await leanPart<{
  Encoder: new () => { encode(packet: Packet): string[] };
  Decoder: new () => Decoder;
}>('socket.io-parser.js');
const leanEngine = await leanPart<typeof realEngine>('engine.io-parser.js');

const json = fc.jsonValue();
const nsp = fc.constantFrom('/', '/other');
const packet: fc.Arbitrary<Packet> = fc.oneof(
  fc.record({ type: fc.constant(0), nsp, data: fc.dictionary(fc.string(), json) }),
  fc.record({ type: fc.constant(1), nsp }),
  fc.record({ type: fc.constant(2), nsp, data: fc.tuple(fc.string(), json) }),
  fc.record({ type: fc.constant(2), nsp, id: fc.nat(), data: fc.tuple(fc.string(), json) }),
  fc.record({ type: fc.constant(3), nsp, id: fc.nat(), data: fc.array(json) }),
  fc.record({ type: fc.constant(4), nsp, data: fc.record({ message: fc.string() }) }),
);

/** What a decoder makes of a text; nothing, if it will not have it. */
function decoded(decoder: Decoder, text: string): Packet | undefined {
  let got: Packet | undefined;
  decoder.on(
    'decoded',
    ({ type, nsp, id, data }) => (got = { type, nsp, ...(id !== undefined && { id }), data }),
  );
  try {
    decoder.add(text);
  } catch {
    return undefined;
  }
  return got;
}

const byLean = (text: string) => decoded(new lean.Decoder(), text);
const byReal = (text: string) => decoded(new real.Decoder(), text);

test('a lean Socket.IO parser writes and reads every packet as the real one does', () => {
  fc.assert(
    fc.property(packet, (packet) => {
      const [text] = new real.Encoder().encode(packet) as [string];
      assert.deepEqual(new lean.Encoder().encode(packet), [text]);
      assert.deepEqual(byLean(text), byReal(text));
    }),
    { numRuns: 1000 },
  );
});

test('what is no packet is refused by both', () => {
  const broken = [
    '7',
    'x',
    '2{}',
    '2[]',
    '2[1',
    '2["disconnect"]',
    '2["connect"]',
    '0[]',
    '3{}',
    '1{}',
    '2["a"]x',
  ];
  for (const text of broken) {
    assert.equal(byReal(text), undefined, `${text} is no packet`);
    assert.equal(byLean(text), undefined, text);
  }
  // The real one lets what should be there be missing, and fails later.
  for (const text of ['', '2', '3', '4']) assert.equal(byLean(text), undefined, text);
  fc.assert(
    fc.property(packet, fc.nat(40), fc.string({ maxLength: 3 }), (packet, at, noise) => {
      const [text] = new real.Encoder().encode(packet) as [string];
      const damaged = text.slice(0, at) + noise + text.slice(at + 1);
      const got = byLean(damaged);
      if (got) assert.deepEqual(got, byReal(damaged));
    }),
    { numRuns: 2000 },
  );
});

const engineTypes = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'] as const;
const engineText = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u001e'));

test('a lean Engine.IO parser writes and reads every text packet as the real one does', () => {
  const one = fc.record(
    { type: fc.constantFrom(...engineTypes), data: engineText },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (packets) => {
      realEngine.encodePayload(packets, (wanted) => {
        leanEngine.encodePayload(packets, (got) => assert.equal(got, wanted));
        assert.deepEqual(leanEngine.decodePayload(wanted), packets);
      });
      for (const packet of packets) {
        realEngine.encodePacket(packet, false, (wanted) => {
          leanEngine.encodePacket(packet, false, (got) => assert.equal(got, wanted));
        });
      }
    }),
  );
  assert.deepEqual(leanEngine.decodePacket('9'), { type: 'error', data: 'parser error' });
});
