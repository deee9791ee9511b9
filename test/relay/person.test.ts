import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { entrySchema, joinedSchema, parse } from '@realtime-chat/protocol';
import type { RelayOptions } from '@realtime-chat/relay';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { broken, newReceiver, taken } from '../support/receiver.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { newId, newMember, newWireClient, refused, said, type WireClient } from '../support/wire-client.ts';
import { apiKey, bearer, newServed } from './api-client.ts';
import { newTelling, secret } from './webhook-relay.ts';

interface Line {
  kind: string;
  room?: string;
  [field: string]: unknown;
}

const ann = 'user:ann';

async function exported(url: string, id: string): Promise<{ lines: Line[]; text: string }> {
  const { status, headers, text } = await get(url, `/api/people/${encodeURIComponent(id)}/export`, {
    headers: bearer,
  });
  assert.equal(status, 200);
  assert.match(headers['content-type'] ?? '', /^application\/x-ndjson/);
  return {
    text,
    lines: text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
  };
}

/** Ann, whom the site names, and Bob, a guest, talk in two rooms. A moderator mutes Ann. */
async function newTalk(t: TestContext, options: RelayOptions = {}) {
  const served = await newServed(t, { authSecret, guestLinks: 'hold', ...options });
  const { url } = served.relay;
  const site = await token({ sub: 'ann', name: 'Ann Archer' });
  const first = await newWireClient(t, url, bearing(site));
  await first.join();
  await first.join({ room: 'attic' });
  const bob = await newMember(t, url, 'Bob Baker');
  const hello = await said(first, 'first words');
  await first.edit(hello, 'private words');
  await first.say('attic words', { room: 'attic' });
  const other = await said(bob, 'Ann Archer was here');
  await first.react(other, '👍');
  await bob.react(hello, '🎉');
  await bob.say('an answer', { reply: hello });
  await first.ask('report', { room: 'lobby', target: other });
  await bob.ask('report', { room: 'lobby', target: hello });
  await served.call('POST', '/api/rooms/attic/moderate', { action: 'mute', person: ann, address: true });
  return { ...served, url, first, bob, hello, other };
}

const heardEntries = ({ entries }: WireClient) =>
  entries.all.flatMap((frame) => frame.entries).map((entry) => parse(entrySchema, entry));

for (const store of ['in memory', 'on the disk']) {
  const optionsOf = async (t: TestContext): Promise<RelayOptions> =>
    store === 'in memory' ? {} : { data: await newFolder(t) };

  test(`an export has all that a relay ${store} knows of a person, and nothing of others`, async (t) => {
    const { url } = await newTalk(t, await optionsOf(t));
    const { lines, text } = await exported(url, ann);
    const kinds = lines.map(({ kind, room }) => [kind, room]);
    // The items of the queue have no order.
    assert.deepEqual(kinds.splice(-2).map(String).toSorted(), ['report,lobby', 'reported,lobby']);
    assert.deepEqual(kinds, [
      ['person', undefined],
      ['visit', undefined],
      ['name', undefined],
      ['message', 'attic'],
      ['message', 'lobby'],
      ['edit', 'lobby'],
      ['react', 'lobby'],
      ['mute', 'attic'],
    ]);
    for (const words of ['Ann Archer', 'private words', 'attic words', '👍', '127.0.0.1']) {
      assert.ok(text.includes(words), words);
    }
    for (const words of ['Bob', 'was here', 'an answer', 'first words'])
      assert.ok(!text.includes(words), words);
    assert.match(String(lines[3]?.time), /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual((await exported(url, 'user:nobody')).lines.length, 1);
  });

  test(`an erasure reaches connected readers and later ones of a relay ${store}, and no text is left`, async (t) => {
    const { url, call, bob, hello, first } = await newTalk(t, await optionsOf(t));
    const { epoch, head } = await bob.join();
    assert.deepEqual((await call('DELETE', `/api/people/${ann}`)).body, { rooms: 2, entries: 4 });
    const entry = await bob.hearsEntry(head + 1);
    const { id: _, time: __, ...fields } = entry as Record<string, unknown>;
    assert.deepEqual(fields, { seq: head + 1, type: 'erase', sender: 'relay', person: ann });

    const late = await newWireClient(t, url);
    const joined = await late.join();
    const [erased, other, answer] = joined.messages ?? [];
    assert.deepEqual([erased?.message, erased?.deleted, erased?.username], ['', true, '']);
    assert.equal(erased?.verified, undefined);
    assert.deepEqual(other?.reactions?.[0]?.people, [{ id: ann, username: '' }]);
    assert.equal(other?.message, 'Ann Archer was here');
    assert.equal(answer?.reply, hello.seq);
    const caughtUp = await late.join({ since: { epoch, seq: 0 } });
    assert.equal(caughtUp.mode, 'delta');
    for (const { messages, entries } of [joined, caughtUp, await late.join({ room: 'attic' })]) {
      const answered = { messages, entries };
      assert.doesNotMatch(
        JSON.stringify(answered).replaceAll('Ann Archer was here', ''),
        /Archer|private|attic words/,
      );
    }

    const { text, lines } = await exported(url, ann);
    assert.doesNotMatch(text.replaceAll(/"kind":"visit".*/g, ''), /Archer|words|127\.0\.0\.1/);
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ['person', 'visit', 'message', 'message', 'edit', 'react', 'mute', 'reported'],
    );
    // She is still muted, and the queue of moderators has none of her texts.
    assert.equal(
      refused(await first.ask('send', { room: 'attic', id: newId(), message: 'x' })).code,
      'muted',
    );
    assert.deepEqual(
      (await call('GET', '/api/rooms/lobby/queue')).body.items?.map(({ count }) => count),
      [1],
    );
    const again = await call('DELETE', `/api/people/${ann}`);
    assert.deepEqual(again.body, { rooms: 0, entries: 0 });
    assert.equal((await late.join()).head, joined.head);
  });
}

test('a guest’s held messages go with their erasure', async (t) => {
  const { url, call, bob } = await newTalk(t);
  const { me } = await bob.join();
  await bob.ask('send', { room: 'lobby', id: newId(), message: 'see held.example.com' });
  assert.match((await exported(url, me.id)).text, /"kind":"held".*held\.example\.com/);
  await call('DELETE', `/api/people/${me.id}`);
  assert.doesNotMatch((await exported(url, me.id)).text, /held\.example\.com|Bob/);
  const { items } = (await call('GET', '/api/rooms/lobby/queue')).body;
  assert.deepEqual(items?.map(({ type }) => type) ?? [], ['report'].slice(0, items?.length));
});

test('a client that resends an erased message gets its place, and nothing is stored anew', async (t) => {
  const { url, call } = await newTalk(t);
  const cat = await newMember(t, url, 'Cat');
  const { me } = await cat.join();
  const id = newId();
  const { seq } = await cat.say('once', { id });
  await call('DELETE', `/api/people/${me.id}`);
  const answer = await cat.ask('send', { room: 'lobby', id, message: 'once' });
  assert.deepEqual([answer.ok && 'seq' in answer && answer.seq, 'duplicate' in answer], [seq, true]);
  const { messages } = await (await newWireClient(t, url)).join();
  assert.ok(messages?.every(({ message }) => message !== 'once'));
});

test('a name that the site gave is free after the erasure', async (t) => {
  const { url, call, first } = await newTalk(t);
  first.socket.disconnect();
  const other = await newWireClient(t, url);
  const ask = () => other.ask('join', { room: 'lobby', username: 'Ann Archer' });
  assert.equal(refused(await ask()).code, 'name_taken');
  await call('DELETE', `/api/people/${ann}`);
  assert.equal(parse(joinedSchema, await ask()).ok, true);
});

test('what waits for the webhook is told without the text, and the receiver learns of the erasure', async (t) => {
  const receiver = await newReceiver(t);
  receiver.answer = broken;
  const { relay } = await newTelling(t, receiver, { apiKey, webhook: { url: receiver.url, secret } });
  const cat = await newMember(t, relay.url, 'Cat');
  const { me } = await cat.join();
  await cat.say('waiting words');
  await receiver.calls.many(1, 'calls');
  await get(relay.url, `/api/people/${me.id}`, { method: 'DELETE', headers: bearer });
  receiver.answer = taken;
  const call = await receiver.calls.until('the erasure', (all) =>
    all.find(({ body }) => body.entries.some(({ type }) => type === 'erase')),
  );
  assert.doesNotMatch(call.raw, /waiting words|Cat/);
  const last = receiver.calls.all.findLast(({ body }) => body.entries.some(({ seq }) => seq === 1));
  assert.doesNotMatch(last?.raw ?? '', /waiting words|Cat/);
});

test('the relay itself is no person to erase, and the key is needed', async (t) => {
  const { relay, call } = await newServed(t);
  const { status, body } = await call('DELETE', '/api/people/relay');
  assert.deepEqual([status, body.error?.code], [400, 'invalid']);
  for (const [method, path] of [
    ['DELETE', '/api/people/user:1'],
    ['GET', '/api/people/user:1/export'],
  ] as const) {
    assert.equal((await get(relay.url, path, { method })).status, 401);
  }
});

test('entries of the same moment reach readers without what was erased in it', async (t) => {
  const { url, call } = await newTalk(t);
  const reader = await newMember(t, url, 'Reader');
  const cat = await newMember(t, url, 'Cat');
  const { me } = await cat.join();
  // The first frame leaves at once, and those after it are gathered.
  const sends = Array.from({ length: 20 }, (_, index) => cat.say(`words ${index}`));
  await Promise.all([...sends, call('DELETE', `/api/people/${me.id}`)]);
  await call('DELETE', `/api/people/${me.id}`);
  const { head } = await (await newWireClient(t, url)).join();
  await reader.hearsEntry(head);
  assert.ok(heardEntries(reader).every(({ ok }) => ok));
  const { messages } = await (await newWireClient(t, url)).join();
  assert.ok(messages?.filter(({ sender }) => sender === me.id).every(({ deleted }) => deleted));
});
