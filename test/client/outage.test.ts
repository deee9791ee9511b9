import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { newProxy } from '../support/proxy.ts';
import { enteredRoom, online, shows } from '../support/room.ts';
import { startScriptedServer } from '../support/scripted-server.mjs';
import { joined, sent } from '../widget/support/answers.ts';

const inTime = { timeout: 60_000 };

test(
  'what waits leaves when the outage is over, and not after the time that the relay asked for',
  inTime,
  async (t) => {
    const unavailable = { code: 'unavailable', message: '', retryAfter: 3600 };
    const server = await startScriptedServer({
      joins: { lobby: joined() },
      sends: [{ ok: false, error: unavailable }, sent(1), sent(2)],
    });
    afterwards(t, () => server.stop());
    const ann = await enteredRoom(t, server.url);
    server.say(['outage', { active: true }]);
    await shows(ann, 'the outage', () => ann.problem);
    const sending = [ann.send('one'), ann.send('two')];
    await shows(ann, 'waiting', () => ann.messages.some(({ retryAt }) => retryAt !== undefined));
    server.say(['outage', { active: false }]);
    await Promise.all(sending);
    assert.equal(ann.problem, undefined);
  },
);

test(
  'an outage that the relay tells before or after the answer to a join is not forgotten',
  inTime,
  async (t) => {
    const server = await startScriptedServer({
      joins: { lobby: joined() },
      says: [['outage', { active: true }]],
    });
    afterwards(t, () => server.stop());
    const ann = await enteredRoom(t, server.url);
    await shows(ann, 'the outage', () => ann.problem?.code === 'unavailable');
    // Another join, as after a change of the name.
    ann.rename('Anna');
    await shows(ann, 'the other join', () => ann.problem?.code === 'unavailable' && ann.status === 'online');
  },
);

test('a new connection ends what the last one has told of an outage', inTime, async (t) => {
  const server = await startScriptedServer({ joins: { lobby: joined() } });
  afterwards(t, () => server.stop());
  const proxy = await newProxy(t, server.url);
  const ann = await enteredRoom(t, proxy.url);
  server.say(['outage', { active: true }]);
  await shows(ann, 'the outage', () => ann.problem?.code === 'unavailable');
  proxy.cut();
  await shows(ann, 'the loss of the link', () => ann.status === 'reconnecting');
  await online(ann);
  assert.equal(ann.problem, undefined);
});

test('a frame about an outage that is not understood changes nothing', inTime, async (t) => {
  const server = await startScriptedServer({ joins: { lobby: joined() } });
  afterwards(t, () => server.stop());
  const ann = await enteredRoom(t, server.url);
  const errors: unknown[] = [];
  ann.on('error', ({ error }) => errors.push(error.code));
  for (const frame of [undefined, true, {}, { active: 'yes' }]) server.say(['outage', frame]);
  server.say(['outage', { active: true }]);
  await shows(ann, 'the outage', () => ann.problem);
  assert.deepEqual(
    errors,
    Array.from({ length: 4 }, () => 'bad_frame'),
  );
});
