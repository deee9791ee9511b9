import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get } from '../support/http.ts';
import { bearer, json, lobby, newServed, refusal } from './api-client.ts';

test('an answer to a path that is not found is JSON, and names the nearest path', async (t) => {
  const { relay } = await newServed(t);
  const below = await newServed(t, { path: '/chat' });
  for (const [path, message] of [
    ['/api/room', 'there is no such path; did you mean /api/rooms?'],
    ['/api/rooms/lobby/mesages', 'there is no such path; did you mean /api/rooms/lobby/messages?'],
    ['/api/nothing/at/all', 'there is no such path'],
    ['/api', 'there is no such path'],
  ] as const) {
    for (const at of [
      { url: relay.url, path },
      { url: below.relay.url, path: `/chat${path}` },
    ]) {
      const told = await refusal(at.url, at.path, { method: 'GET', headers: bearer });
      assert.deepEqual([told.status, told.code, told.message], [404, 'not_found', message], at.path);
      assert.match(told.headers['content-type'] ?? '', /^application\/json/);
    }
  }
  assert.equal((await get(relay.url, '/apis')).text, '');
});

test('a field or parameter that a request does not have is refused, with the nearest known name', async (t) => {
  const { relay, call } = await newServed(t);
  const refused = async (method: string, path: string, body?: object) => {
    const sent = body === undefined ? '' : JSON.stringify(body);
    const { status, code, message } = await refusal(relay.url, path, { method, headers: json }, sent);
    assert.deepEqual([status, code], [400, 'invalid'], path);
    return message;
  };
  const moderate = '/api/rooms/lobby/moderate';
  const mute = { action: 'mute', person: 'user:7' };
  const queue = '/api/rooms/lobby/queue';
  const id = 'x'.repeat(22);
  for (const [method, path, body, told] of [
    ['GET', '/api/rooms?limt=5', undefined, 'limt is no parameter of this request; did you mean limit?'],
    ['GET', `${lobby}?befor=5`, undefined, 'befor is no parameter of this request; did you mean before?'],
    ['GET', `${moderate}?skp=1`, undefined, 'skp is no parameter of this request; did you mean skip?'],
    ['GET', `${queue}?aftr=1`, undefined, 'aftr is no parameter of this request; did you mean after?'],
    ['DELETE', `${lobby}/${id}?seqs=1`, undefined, 'seqs is no parameter of this request; did you mean seq?'],
    ['POST', `${lobby}?id=1`, { message: 'x' }, 'id is no parameter of this request'],
    ['DELETE', '/api/people/user:7?room=x', undefined, 'room is no parameter of this request'],
    ['POST', lobby, { mesage: 'x' }, 'mesage is no field of this request; did you mean message?'],
    [
      'POST',
      lobby,
      { message: 'x', reply: 1 },
      'reply is no field of this request; it has id, message, files, username',
    ],
    [
      'POST',
      lobby,
      { message: 'x', room: 'attic' },
      'room is no field of this request; it has id, message, files, username',
    ],
    [
      'POST',
      moderate,
      { ...mute, secconds: 9 },
      'secconds is no field of this request; did you mean seconds?',
    ],
    [
      'POST',
      moderate,
      { action: 'lock', seconds: 9 },
      'seconds is no field of this request; it has id, action',
    ],
    ['POST', moderate, { acton: 'lock' }, 'acton is no field of this request; did you mean action?'],
    ['POST', `${queue}/${id}`, { aprove: true }, 'aprove is no field of this request; did you mean approve?'],
    [
      'POST',
      lobby,
      { message: 'x', ['y'.repeat(70)]: 1 },
      `${'y'.repeat(64)} is no field of this request; it has id, message, files, username`,
    ],
  ] as const) {
    assert.equal(await refused(method, path, body), told, path);
  }
  assert.deepEqual((await call('GET', lobby)).body.messages, []);
  assert.deepEqual((await call('GET', moderate)).body.decrees, []);
});
