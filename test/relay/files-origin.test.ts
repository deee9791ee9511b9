import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import { accessTo, newRelayWithFiles, png } from '../support/uploads.ts';
import { newMember } from '../support/wire-client.ts';

/** The status of the answer to a WebSocket that asks for a host. */
async function upgradeStatus(url: string, host: string): Promise<number | undefined> {
  const asked = request(`${url}/socket.io/?EIO=4&transport=websocket`, {
    headers: {
      Host: host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': 13,
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    },
  }).end();
  const [response] = (await Promise.race([once(asked, 'upgrade'), once(asked, 'response')])) as [
    IncomingMessage,
  ];
  asked.destroy();
  return response.statusCode;
}

test('files have an origin of their own, which has nothing else', async (t) => {
  const filesOrigin = 'https://files.example.org:8443';
  const { url } = await newRelayWithFiles(t, { filesOrigin, demo: true });
  const ann = await newMember(t, url, 'Ann');
  const access = await accessTo(ann);
  assert.equal(access.url, `${filesOrigin}/files/`);
  const bytes = png();
  const wanted = { room: 'lobby', name: 'a.png', size: bytes.length };
  const place = (await ann.ask('upload', wanted)) as { url?: string };
  assert.ok(place.url?.startsWith(`${filesOrigin}/files/uploads/`), place.url);
  const uploadPath = place.url?.slice(filesOrigin.length) ?? '';
  const headers = {
    'Tus-Resumable': '1.0.0',
    'Content-Type': 'application/offset+octet-stream',
    'Upload-Offset': '0',
  };
  const there = { Host: 'files.example.org:8443' };
  const send = (more: object) =>
    get(url, uploadPath, { method: 'PATCH', headers: { ...headers, ...more } }, bytes);
  assert.equal((await send({})).status, 404);
  assert.equal((await send(there)).status, 204);
  const [, id] = /uploads\/([^?]+)/.exec(uploadPath) ?? [];
  const path = `/files/${id}/a.png?key=${access.key}`;
  assert.equal((await get(url, path)).status, 404);
  assert.equal((await get(url, path, { headers: there })).status, 200);
  for (const other of ['/', '/realtime-chat.js', '/healthz', '/api/rooms', '/files/'])
    assert.equal((await get(url, other, { headers: there })).status, 404, other);
  assert.equal((await get(url, '/healthz')).status, 200);
});

test('the host of files takes no connections, and no requests of servers', async (t) => {
  const apiKey = 'k'.repeat(32);
  const { url } = await newRelayWithFiles(t, { filesOrigin: 'https://files.example.org', apiKey });
  const Host = 'files.example.org';
  for (const path of ['/socket.io/?EIO=4&transport=polling', '/api/rooms']) {
    const statusAt = async (more: object): Promise<number> => {
      const headers = { Authorization: `Bearer ${apiKey}`, ...more };
      return (await get(url, path, { headers })).status;
    };
    assert.deepEqual([await statusAt({ Host }), await statusAt({})], [404, 200], path);
  }
  assert.equal(await upgradeStatus(url, Host), 404);
  assert.equal(await upgradeStatus(url, 'chat.example.org'), 101);
});

test('without files, the host of files is like any other', async (t) => {
  const { url } = await newRelay(t, { files: 'off', filesOrigin: 'https://files.example.org', demo: true });
  const headers = { Host: 'files.example.org' };
  for (const path of ['/', '/socket.io/?EIO=4&transport=polling'])
    assert.equal((await get(url, path, { headers })).status, 200, path);
});

test('a proxy may add the port of the scheme to the host of files', async (t) => {
  const { url } = await newRelayWithFiles(t, { filesOrigin: 'https://files.example.org', demo: true });
  for (const Host of ['files.example.org', 'Files.Example.org:443'])
    assert.equal((await get(url, '/', { headers: { Host } })).status, 404, Host);
  for (const Host of ['files.example.org:80', 'chat.example.org', '[', 'a b'])
    assert.equal((await get(url, '/', { headers: { Host } })).status, 200, Host);
});
