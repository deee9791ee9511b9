import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { eventually } from '../e2e/support/eventually.ts';
import { newRelayProcess } from '../support/cli.ts';
import { authSecret } from '../support/tokens.ts';
import { newMember, said } from '../support/wire-client.ts';
import { talkDuring } from './talk.ts';
import { badTokens, flood, halfOpen, manyPackets, spoofing } from './attacks.ts';
import { garbage, oversize } from './malformed-frames.ts';

type Victim = Awaited<ReturnType<typeof newRelayProcess>>;

/** Attacks a relay on which two people talk: they hear each other all the while, and the relay has nothing to complain of. */
async function attacked(
  t: TestContext,
  limits: string,
  attack: (relay: Victim) => Promise<unknown>,
): Promise<void> {
  const relay = await newRelayProcess(t, {
    args: ['--greeting', ''],
    env: { RELAY_AUTH_SECRET: authSecret },
    limits,
  });
  const [ann, ben] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Ben')];
  const { result, count } = await talkDuring([ann, ben], attack(relay));
  t.diagnostic(`${String(result)}; ${count} times they talked`);
  await ben.say('after');
  await ann.hears('after');
  assert.doesNotMatch(relay.output, /"level":(50|60)/);
  assert.equal((await relay.stop()).code, 0);
}

const unbounded = 'off';

test('frames and bodies that make no sense to Engine.IO or Socket.IO harm nobody', async (t) => {
  await attacked(t, unbounded, (relay) => garbage(relay, 400, Date.now() % 2 ** 31));
});

test('what is too large, in whatever place, costs its sender the connection and others nothing', async (t) => {
  await attacked(t, unbounded, oversize);
});

test('tokens that are forged, over, not signed or for others let nobody in', async (t) => {
  await attacked(t, unbounded, badTokens);
});

test('handshakes that stop half-way are in nobody’s way', async (t) => {
  await attacked(t, unbounded, async (relay) => {
    const { close } = await halfOpen(relay, 500);
    const ann = await newMember(t, relay.url, 'Late');
    await said(ann, 'in between');
    ann.socket.disconnect();
    close();
    return '500 of them';
  });
});

test('who says a thousand things a second is heard no more often than others may be', async (t) => {
  const limits =
    'sends=10/1,sends-address=100000/1,sends-room=100000/1,packets=100000/1,handshakes-address=1000/1';
  const relay = await newRelayProcess(t, { args: ['--greeting', ''], limits });
  const [ann, ben] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Ben')];
  const began = performance.now();
  const stop = await flood(relay);
  for (let count = 0; count < 10; count++) {
    await ann.say(`${count}`);
    await ben.hears(`${count}`);
    await ben.hears('spam');
  }
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const took = (performance.now() - began) / 1000;
  const did = stop();
  t.diagnostic(did);
  const spam = ben.heard().filter(({ message }) => message === 'spam').length;
  assert.ok(spam <= 10 + 10 * took, `${spam} were heard in ${took} s: ${did}`);
  assert.equal(ben.heard().filter(({ message }) => message !== 'spam').length, 10);
});

test('one address that says it is many is one, where no proxy is trusted and where one is', async (t) => {
  const limits = 'connections=5,handshakes-address=1000/1';
  const bare = await newRelayProcess(t, { limits });
  assert.equal(await spoofing(bare, 20, (index) => `192.0.2.${index}`), 5);
  const args = ['--trust-proxy', '127.0.0.1', '--trust-proxy', '::1'];
  const behind = await newRelayProcess(t, { limits, args });
  assert.equal(await spoofing(behind, 20, (index) => `192.0.2.${index}, 203.0.113.1`), 5);
  assert.equal(await spoofing(behind, 20, (index) => `192.0.2.${index}`), 20, 'they are many');
});

test('70,000 packets a second from one address, which no other limit counts, do not silence the others', async (t) => {
  const limits = 'sends=100000/1,sends-address=100000/1,sends-room=100000/1';
  const relay = await newRelayProcess(t, { args: ['--greeting', ''], limits });
  const [ann, ben] = [await newMember(t, relay.url, 'Ann'), await newMember(t, relay.url, 'Ben')];
  const stop = await manyPackets(relay, 70_000);
  let slowest = 0;
  for (let count = 0; count < 50; count++) {
    const began = performance.now();
    await ann.say(`${count}`);
    await ben.hears(`${count}`);
    slowest = Math.max(slowest, performance.now() - began);
  }
  t.diagnostic(`${stop()}; the slowest of 50 took ${Math.round(slowest)} ms`);
  // How long the others wait is measured by the long run, whose attacker is a process of its own.
  await eventually(async () => assert.match(relay.output, /"code":"too_many_packets"/));
});
