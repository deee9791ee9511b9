import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { get } from '../support/http.ts';
import { ask, assertRefused, isUp, newRelay, send, statusOf } from './page-requests.ts';

test('what is too long is refused', async (t) => {
  const relay = await newRelay(t);
  for (const request of [
    ask(`GET /${'x'.repeat(10_000)}`),
    ask(`GET /${'x'.repeat(1_000_000)}`),
    ask(`GET /${'../'.repeat(3000)}etc/passwd`),
    ask('GET /nothing', `X-Long: ${'x'.repeat(100_000)}`),
    ask('GET /nothing', ...Array.from({ length: 5000 }, (_, index) => `X-${index}: y`)),
    ask('GET /nothing', `Cookie: ${'a=b; '.repeat(10_000)}`),
    ask('GET /socket.io/?EIO=4&transport=polling', `Origin: ${'x'.repeat(100_000)}`),
    ask(`GET /socket.io/?EIO=4&transport=polling&sid=${'x'.repeat(10_000)}`),
  ]) {
    assertRefused(await send(relay, request), request.slice(0, 60));
  }
  await isUp(relay);
});

test('no method but those that read has an answer', async (t) => {
  const relay = await newRelay(t);
  const odd = [
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'PROPFIND',
    'LOCK',
    'PURGE',
    'SEARCH',
    'get',
    'GETT',
    'X',
  ];
  for (const method of odd) {
    for (const path of ['/', '/realtime-chat.js', '/healthz', '*', '/socket.io/']) {
      const answer = await send(relay, ask(`${method} ${path}`, 'X-Told: a secret'));
      if (method === 'OPTIONS' && path === '/socket.io/') assert.equal(statusOf(answer), 204);
      else assertRefused(answer, `${method} ${path}`);
      assert.doesNotMatch(answer, /a secret/, method);
    }
  }
  assertRefused(
    await send(relay, `CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n`),
    'CONNECT',
  );
  await isUp(relay);
});

test('headers that make no sense are refused or passed over', async (t) => {
  const relay = await newRelay(t);
  for (const header of [
    'no colon',
    ': no name',
    'Bad Name: x',
    'X: \0',
    'X: \x01',
    ' folded: x',
    'Content-Length: -1',
    'Content-Length: 1\r\nContent-Length: 2',
    'Content-Length: 5\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: nonsense',
    'Host: another.example',
    'Upgrade: websocket\r\nConnection: Upgrade',
    'Upgrade: nonsense\r\nConnection: Upgrade',
    'Expect: the unexpected',
  ]) {
    assertRefused(await send(relay, ask('GET /nothing', header)), header);
  }
  for (const [name, value] of [
    ['Accept-Encoding', ';;;,,q=,br;q=nonsense'],
    ['Accept-Encoding', 'x'.repeat(8000)],
    ['If-None-Match', '*,"",W/,"'],
    ['Range', 'bytes=0-0,1-1,2-2,3-3'],
    ['Range', `bytes=${Array.from({ length: 1000 }, () => '0-').join(',')}`],
    ['Range', 'bytes=18446744073709551615-18446744073709551616'],
    ['If-Range', '"nonsense"'],
    ['Origin', '://'],
    ['Origin', 'http://['],
    ['Host', '['],
    ['Host', 'a b;c'],
    ['Cookie', '=;=;='],
    ['X-Forwarded-For', '<script>, ::::, 999.999.999.999'],
    ['Forwarded', 'for="_garbage'],
  ] as const) {
    const { status, body } = await get(relay.url, '/realtime-chat.js', { headers: { [name]: value } });
    assert.equal(status, 200, name);
    assert.ok(body.length > 0, name);
    assert.equal((await get(relay.url, '/', { headers: { [name]: value } })).status, 200, name);
  }
  await isUp(relay);
});

test('an Origin or a Host that makes no sense lets nobody in where pages are named', async (t) => {
  const relay = await newRelay(t, ['--origin', 'https://good.example']);
  for (const [Origin, Host] of [
    ['://', ':'],
    ['http://[', '['],
    ['null', 'null'],
    ['', ''],
    ['file://', ''],
    ['http://localhost@evil.example', 'localhost'],
    ['http://evil.example\\@localhost', 'localhost'],
    ['https://good.example https://evil.example', 'localhost'],
    ['https://good.example.', 'localhost'],
    ['HTTPS://GOOD.EXAMPLE', 'localhost'],
  ] as const) {
    const { headers } = await get(relay.url, '/realtime-chat.js', { headers: { Origin, Host } });
    assert.equal(headers['access-control-allow-origin'], undefined, Origin);
    const { status } = await get(relay.url, '/socket.io/?EIO=4&transport=polling', {
      headers: { Origin, Host },
    });
    assert.ok(status >= 400 && status < 500, Origin);
  }
  await isUp(relay);
});

test('nonsense in the same breath as a request neither harms the relay nor is answered with a page', async (t) => {
  const relay = await newRelay(t);
  const whole = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
  for (const nonsense of [
    '\0\0\0\0',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'SSH-2.0-OpenSSH_9.0\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET\r\n\r\n',
    '\r\n\r\n\r\n\r\nnonsense\r\n\r\n',
    'POST /realtime-chat.js HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'x'.repeat(100_000),
  ]) {
    assertRefused(await send(relay, nonsense), nonsense.slice(0, 40));
    const answer = await send(relay, whole + nonsense);
    // The answer to what came before may be lost with the connection.
    assertRefused(
      answer.replace(/^HTTP\/1\.1 200 OK\r\n[^]*?\nok\n(\r\n0\r\n\r\n)?/, ''),
      nonsense.slice(0, 40),
    );
  }
  const many = await send(relay, whole.repeat(500) + ask('GET /nothing'));
  assert.equal(many.match(/HTTP\/1\.1 200 OK/g)?.length, 500);
  await isUp(relay);
});

test('who begins to ask and does not go on is cut off', async (t) => {
  const relay = await newRelay(t);
  const beginnings = [
    '',
    'G',
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso',
  ];
  const ends = beginnings.map(async (beginning) => {
    const socket = connect(relay.port, 'localhost');
    socket.write(beginning);
    // Without a word the relay waits for the first one, which is what a browser's spare connections do.
    if (beginning === '') return void socket.end();
    await text(socket).catch(() => '');
  });
  await Promise.all(ends);
});
