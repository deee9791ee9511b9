import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type Disk, makeDisk } from '../faults/full-disk.ts';
import { afterwards } from '../support/afterwards.ts';
import { newRelayProcess } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { holdStore } from '../support/held-store.ts';
import { get } from '../support/http.ts';
import { newMember } from '../support/wire-client.ts';

type RelayProcess = Awaited<ReturnType<typeof newRelayProcess>>;

const apiKey = 'a-key-of-thirty-two-characters-or-more';
const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
const rooms = ['one', 'two', 'three'];

/** A write over the API. `get` fails where it is not answered. */
async function post(url: string, path: string, body: object): Promise<{ status: number; code?: string }> {
  const { status, text } = await get(url, path, { method: 'POST', headers }, JSON.stringify(body));
  const { error } = JSON.parse(text) as { error?: { code: string } };
  return { status, ...(error && { code: error.code }) };
}

const send = (url: string, room: string, size = 4000) =>
  post(url, `/api/rooms/${room}/messages`, { message: 'x'.repeat(size) });
const moderate = (url: string, room: string, action: object) =>
  post(url, `/api/rooms/${room}/moderate`, action);

/** Asks for readiness until it is this status. @returns the text then */
async function ready(url: string, status: number): Promise<string> {
  for (const end = Date.now() + 20_000; Date.now() < end; await setTimeout(50)) {
    const answer = await get(url, '/readyz');
    if (answer.status === status) return answer.text;
  }
  throw new Error(`/readyz never said ${status}`);
}

function linesOf({ output }: RelayProcess): { code?: string; refused?: number; msg: string }[] {
  const lines = output
    // LMDB itself writes this, where the relay cannot foresee that a page will not fit.
    .replaceAll(/Write error: File too large position \d+, size \d+/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('Relay listening on '));
  // Throws where something is not JSON.
  return lines.map((line) => JSON.parse(line) as { code?: string; msg: string });
}

/** @returns how it ended, and after how many milliseconds */
async function ended(relay: RelayProcess, signal: NodeJS.Signals) {
  const begun = performance.now();
  process.kill(relay.pid, signal);
  const end = await Promise.race([relay.exited, setTimeout(20_000, undefined, { ref: false })]);
  return { ...end, time: performance.now() - begun };
}

function newDisk(t: TestContext): Disk {
  const disk = makeDisk();
  afterwards(t, () => disk.remove());
  return disk;
}

const withApi = { env: { RELAY_API_KEY: apiKey } };

test('a disk that is full twenty times leaves no request without an answer, and needs no restart', async (t) => {
  const disk = newDisk(t);
  const args = ['--keep-messages', '30'];
  const relay = await newRelayProcess(t, { data: disk.folder, args, ...withApi });
  const { url, pid } = relay;
  const member = await newMember(t, url, 'Ann');
  const { seq, id } = { id: randomUUID(), ...(await member.say('here', {})) };
  let refused = 0;
  for (let cycle = 1; cycle <= 20; cycle++) {
    disk.fill(pid);
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all([
        ...rooms.flatMap((room) => Array.from({ length: 8 }, () => send(url, room))),
        ...rooms.map((room) => moderate(url, room, { action: 'mute', person: `user:${cycle}-${round}` })),
        member.ask('send', { room: 'lobby', id: randomUUID(), message: 'x'.repeat(4000) }),
        member.ask('react', { room: 'lobby', id: randomUUID(), target: { seq, id }, emoji: '👍', on: true }),
        member.ask('report', { room: 'lobby', target: { seq, id } }),
      ]);
      refused += answers.filter((answer) => 'code' in answer && answer.code === 'unavailable').length;
    }
    disk.free(pid);
    await ready(url, 200);
    for (const room of rooms) {
      assert.equal((await send(url, room, 10)).status, 201, `cycle ${cycle}: a send to ${room}`);
      const action = { action: 'slow', seconds: cycle };
      assert.equal((await moderate(url, room, action)).status, 201, `cycle ${cycle}: moderation of ${room}`);
    }
  }
  assert.ok(refused > 40, `only ${refused} were refused`);
  const { code, signal, time } = await ended(relay, 'SIGTERM');
  assert.deepEqual([code, signal], [0, null]);
  assert.ok(time < 5000, `it took ${time} ms to end`);
  const codes = linesOf(relay).map((line) => line.code);
  assert.ok(codes.filter((each) => each === 'store_failing').length <= 20);
});

test('a commit that fails inside LMDB is refused, and the next one that fits is not', async (t) => {
  const data = await newFolder(t);
  const relay = await newRelayProcess(t, { data, ...withApi });
  await send(relay.url, 'one');
  const limit = (bytes: string): void =>
    void execFileSync('prlimit', ['--pid', String(relay.pid), `--fsize=${bytes}:`]);
  for (let time = 1; time <= 5; time++) {
    limit(String((await stat(join(data, 'data.mdb'))).size));
    while ((await send(relay.url, 'one')).status === 201);
    assert.match(await ready(relay.url, 503), /^store (EFBIG|EIO): /);
    const answers = await Promise.all([
      moderate(relay.url, 'one', { action: 'mute', person: `user:${time}` }),
      ...rooms.map((room) => send(relay.url, room)),
    ]);
    assert.ok(answers.every(({ status }) => status === 201 || status === 503));
    limit('unlimited');
    await ready(relay.url, 200);
    assert.equal((await send(relay.url, 'one')).status, 201);
    assert.equal((await moderate(relay.url, 'one', { action: 'slow', seconds: time })).status, 201);
  }
  assert.equal((await ended(relay, 'SIGTERM')).code, 0);
  assert.ok(linesOf(relay).length <= 12);
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} ends a relay whose disk is full`, async (t) => {
    const disk = newDisk(t);
    const relay = await newRelayProcess(t, { data: disk.folder, ...withApi });
    await send(relay.url, 'one');
    disk.fill(relay.pid);
    while ((await send(relay.url, 'one')).status === 201);
    const { code, time } = await ended(relay, signal);
    assert.equal(code, 0);
    assert.ok(time < 5000, `it took ${time} ms`);
  });
}

test('a failing store is two log lines, whatever it refuses, and nothing that is not JSON', async (t) => {
  const disk = newDisk(t);
  const relay = await newRelayProcess(t, { data: disk.folder, ...withApi });
  await send(relay.url, 'one');
  disk.fill(relay.pid);
  let refused = 0;
  while (refused < 500) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(relay.url, 'one')));
    refused += answers.filter(({ code }) => code === 'unavailable').length;
  }
  assert.match(await ready(relay.url, 503), /^store \w+: /);
  assert.equal((await get(relay.url, '/healthz')).status, 200);
  disk.free(relay.pid);
  await ready(relay.url, 200);
  await relay.stop();
  const lines = linesOf(relay).filter(({ code }) => code?.startsWith('store_'));
  assert.deepEqual(
    lines.map(({ code, refused: count }) => [code, count]),
    [
      ['store_failing', undefined],
      ['store_recovered', refused],
    ],
  );
});

test('clients are told that the store fails, those that join meanwhile too, and that it does no more', async (t) => {
  const disk = newDisk(t);
  const relay = await newRelayProcess(t, { data: disk.folder, ...withApi });
  const ann = await newMember(t, relay.url, 'Ann');
  disk.fill(relay.pid);
  while ((await send(relay.url, 'one')).status === 201);
  assert.deepEqual(await ann.outages.many(1, 'frame'), [{ active: true }]);
  const ben = await newMember(t, relay.url, 'Ben');
  assert.deepEqual(await ben.outages.many(1, 'frame'), [{ active: true }]);
  disk.free(relay.pid);
  for (const each of [ann, ben])
    assert.deepEqual(await each.outages.many(2, 'frames'), [{ active: true }, { active: false }]);
  await ann.say('hello');
  await ben.hears('hello');
});

test('a silent relay says nothing of a failing store', async (t) => {
  const disk = newDisk(t);
  const relay = await newRelayProcess(t, { data: disk.folder, args: ['--log-level', 'silent'], ...withApi });
  disk.fill(relay.pid);
  while ((await send(relay.url, 'one')).status === 201);
  await relay.stop();
  assert.deepEqual(linesOf(relay), []);
});

test('the folder deleted makes the relay unready, without traffic too, until it is back', async (t) => {
  const data = join(await newFolder(t), 'data');
  const relay = await newRelayProcess(t, { data, ...withApi });
  assert.equal((await send(relay.url, 'one')).status, 201);
  await rename(data, `${data}-elsewhere`);
  assert.match(await ready(relay.url, 503), /ENOENT/);
  assert.equal((await send(relay.url, 'one')).code, 'unavailable');
  await rename(`${data}-elsewhere`, data);
  await ready(relay.url, 200);
  assert.equal((await send(relay.url, 'one')).status, 201);
});

test('a commit that hangs is refused in seconds, and all goes on when it hangs no more', async (t) => {
  const data = await newFolder(t);
  const relay = await newRelayProcess(t, { data, ...withApi });
  const member = await newMember(t, relay.url, 'Ann');
  await member.say('before');
  const release = await holdStore(t, data);
  const person = 'user:1';
  const hung = await Promise.all([
    moderate(relay.url, 'lobby', { action: 'mute', person }),
    send(relay.url, 'lobby', 5),
  ]);
  assert.deepEqual(
    hung.map(({ code }) => code),
    ['unavailable', 'unavailable'],
  );
  assert.match(await ready(relay.url, 503), /ETIMEDOUT/);
  // At once: nothing queues behind it.
  assert.equal((await send(relay.url, 'lobby', 6)).code, 'unavailable');
  release();
  await ready(relay.url, 200);
  assert.equal((await send(relay.url, 'lobby', 7)).status, 201);
  // What was refused is not stored.
  assert.equal((await member.hears('x'.repeat(7))).seq, 2);
  // What the relay holds in memory is what it has stored.
  const read = async (url: string) => (await get(url, '/api/rooms/lobby/moderate', { headers })).text;
  const inMemory = await read(relay.url);
  await relay.stop();
  assert.equal(await read((await newRelayProcess(t, { data, ...withApi })).url), inMemory);
});

test('SIGTERM ends a relay in whose store a commit hangs, and one line says so', async (t) => {
  const data = await newFolder(t);
  const relay = await newRelayProcess(t, { data, ...withApi });
  await send(relay.url, 'one');
  await holdStore(t, data);
  const refused = send(relay.url, 'one').catch(() => {});
  await ready(relay.url, 503);
  const { time } = await ended(relay, 'SIGTERM');
  assert.ok(time < 5000, `it took ${time} ms`);
  assert.equal(linesOf(relay).filter(({ code }) => code === 'store_not_closed').length, 1);
  await refused;
});

test('what a moderator was refused for a full disk does not hold, and what was granted does, after a restart too', async (t) => {
  const disk = newDisk(t);
  const relay = await newRelayProcess(t, { data: disk.folder, ...withApi });
  const read = async (url: string) => (await get(url, '/api/rooms/one/moderate', { headers })).text;
  assert.equal((await moderate(relay.url, 'one', { action: 'mute', person: 'user:before' })).status, 201);
  disk.fill(relay.pid);
  while ((await send(relay.url, 'one')).status === 201);
  const refused: string[] = [];
  for (let count = 1; count <= 5; count++) {
    const person = `user:full-${count}`;
    if ((await moderate(relay.url, 'one', { action: 'mute', person })).status !== 201) refused.push(person);
  }
  const inMemory = await read(relay.url);
  for (const person of refused) assert.ok(!inMemory.includes(`"${person}"`), `${person} is muted`);
  disk.free(relay.pid);
  await relay.kill();
  const next = await newRelayProcess(t, { data: disk.folder, ...withApi });
  assert.equal(await read(next.url), inMemory);
});
