import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import { authSecret, bearing, token } from '../support/tokens.ts';
import { blobIn, hashOf, newRelayWithFiles, png, upload } from '../support/uploads.ts';
import { newId, newMember, newWireClient, refused } from '../support/wire-client.ts';

test('a relay without a folder of files says so', async (t) => {
  const { url } = await newRelay(t);
  const ann = await newMember(t, url, 'Ann');
  assert.equal((await ann.join()).files, undefined);
  const wanted = { room: 'lobby', name: 'a.png', size: 10 };
  assert.equal(refused(await ann.ask('upload', wanted)).code, 'files_off');
  assert.equal(refused(await ann.ask('files', { room: 'lobby' })).code, 'files_off');
  assert.equal((await get(url, `/files/${'a'.repeat(22)}/a.png`)).status, 404);
});

test('files are in the folder that the option names, or off', async (t) => {
  const data = await newFolder(t);
  const files = join(await newFolder(t), 'elsewhere');
  const relay = await newRelay(t, { data, files });
  const { url } = relay;
  const ann = await newMember(t, url, 'Ann');
  const bytes = png();
  assert.equal((await upload(url, ann, bytes)).status, 204);
  assert.deepEqual(await blobIn(files, hashOf(bytes)), bytes);
  assert.equal(existsSync(join(data, 'files')), false);
  await relay.close();
  const off = await newRelay(t, { data, files: 'off' });
  const bob = await newMember(t, off.url, 'Bob');
  assert.equal((await bob.join()).files, undefined);
});

test('a join tells how files are read, and whether this person may attach some', async (t) => {
  const data = await newFolder(t);
  const authorize = ({ username }: { username?: string | undefined }, _: string, action: string): boolean =>
    action !== 'attach' || username === 'Mona';
  const { url } = await newRelay(t, { data, authSecret, authorize, fileLimits: { file: 2 } });
  const mona = await newWireClient(t, url, bearing(await token()));
  const access = (await mona.join()).files;
  assert.deepEqual([access?.url, access?.most, access?.attach], ['files/', 2_000_000, true]);
  const zoe = await newWireClient(t, url, bearing(await token({ sub: '8', name: 'Zoe' })));
  assert.equal((await zoe.join()).files?.attach, false);
  assert.equal(refused(await zoe.ask('upload', { room: 'lobby', name: 'a', size: 1 })).code, 'forbidden');
});

test('guests attach no files if the relay denies it, and other people do', async (t) => {
  const { url } = await newRelayWithFiles(t, { authSecret, guestFiles: 'deny' });
  const guest = await newMember(t, url, 'Ann');
  assert.equal((await guest.join()).files?.attach, false);
  const wanted = { room: 'lobby', name: 'a', size: 1 };
  assert.equal(refused(await guest.ask('upload', wanted)).code, 'forbidden');
  const mona = await newWireClient(t, url, bearing(await token()));
  assert.equal((await mona.join()).files?.attach, true);
  assert.ok((await mona.ask('upload', wanted)).ok);
});

test('a person who is muted, or whose room is locked, begins no upload', async (t) => {
  const { url } = await newRelayWithFiles(t, { authSecret });
  const mona = await newWireClient(t, url, bearing(await token({ roles: ['moderator'] })));
  await mona.join();
  const ann = await newMember(t, url, 'Ann');
  const { id: person } = (await ann.join()).me;
  const wanted = { room: 'lobby', name: 'a', size: 1 };
  const moderate = async (action: object): Promise<void> =>
    assert.ok((await mona.ask('moderate', { room: 'lobby', id: newId(), ...action })).ok);
  await moderate({ action: 'mute', person });
  assert.equal(refused(await ann.ask('upload', wanted)).code, 'muted');
  await moderate({ action: 'unmute', person });
  await moderate({ action: 'lock' });
  assert.equal(refused(await ann.ask('upload', wanted)).code, 'locked');
  assert.ok((await mona.ask('upload', wanted)).ok);
});
