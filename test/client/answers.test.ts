import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { newProxy } from '../support/proxy.ts';
import { enteredRoom, online, shows } from '../support/room.ts';
import { startScriptedServer, type Script } from '../support/scripted-server.mjs';
import { joined, sent } from '../widget/support/answers.ts';

async function newScripted(t: TestContext, script: Script) {
  const server = await startScriptedServer(script);
  afterwards(t, () => server.stop());
  return server;
}

for (const nonsense of [
  null,
  'stored',
  [],
  {},
  { ok: 'yes' },
  { ok: true },
  { ok: true, epoch: 'first', seq: 'one', time: 1 },
  { ok: true, epoch: 'first', seq: 1 },
  { ok: false },
]) {
  test(`a message that is acknowledged by ${JSON.stringify(nonsense)} is not taken for stored, nor sent again`, async (t) => {
    const server = await newScripted(t, { joins: { lobby: joined() }, sends: [nonsense, sent(1)] });
    const ann = await enteredRoom(t, server.url);
    await assert.rejects(ann.send('hello'), { code: 'unconfirmed' });
    const find = (text: string) => ann.messages.find(({ message }) => message === text);
    assert.equal(find('hello')?.state, 'failed');
    assert.equal(find('hello')?.error, 'unconfirmed');
    // Those behind it go their way.
    await ann.send('next');
    assert.equal(find('next')?.state, 'sent');
    assert.equal(find('hello')?.state, 'failed');
    assert.equal(server.heard.length, 2);
  });
}

test('a greeting that the relay sends at each reconnect is known, and no message', async (t) => {
  const greeting = 'hello there';
  const back = joined({ greeting, mode: 'delta', messages: undefined, entries: [] });
  const server = await newScripted(t, { joins: { lobby: joined({ greeting }) }, rejoins: { lobby: back } });
  const proxy = await newProxy(t, server.url);
  const ann = await enteredRoom(t, proxy.url);
  assert.equal(ann.greeting, greeting);
  for (let times = 0; times < 2; times++) {
    proxy.cut();
    await shows(ann, 'the loss of the link', () => ann.status === 'reconnecting');
    await online(ann);
    assert.equal(ann.greeting, greeting);
    assert.deepEqual(ann.messages, []);
  }
});
