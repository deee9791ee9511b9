import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { startRelayProcess } from '../support/relay-process.mjs';
import { get } from '../support/http.ts';

type RelayProcess = Awaited<ReturnType<typeof startRelayProcess>>;

async function newRelay(t: TestContext, args: string[] = []): Promise<RelayProcess> {
  const relay = await startRelayProcess({ args });
  t.after(() => relay.kill());
  return relay;
}

/** Sends these bytes as they are. @returns all that comes until the relay closes */
async function send(relay: RelayProcess, bytes: string): Promise<string> {
  const socket = connect(relay.port, 'localhost');
  socket.setTimeout(30_000, () =>
    socket.destroy(new Error(`No end to ${JSON.stringify(bytes.slice(0, 80))}`)),
  );
  // Half of what is sent here makes the relay hang up before it has read all.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
  });
  socket.end(bytes, 'latin1');
  return text(socket).catch(() => '');
}

const ask = (line: string, ...headers: string[]): string =>
  `${[`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`;

/** The first status of what came, or nothing where the relay only closed. */
const statusOf = (answer: string): number | undefined => {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
  return status === undefined ? undefined : Number(status);
};

/** What may come of nonsense: a refusal, or no word at all; never a page, and nothing that says why in the relay's own words. */
function assertRefused(answer: string, what: string): void {
  const status = statusOf(answer);
  assert.ok(
    status === undefined || (status >= 400 && status < 500) || status === 501,
    `${what}: ${answer.slice(0, 200)}`,
  );
  assert.doesNotMatch(answer, /root:|"dependencies"|node_modules|\.ts\b|at .+:\d+/, what);
}

async function isUp(relay: RelayProcess, prefix = ''): Promise<void> {
  assert.equal((await get(relay.url, `${prefix}/healthz`)).status, 200);
  // A refused page is a line for the operator, and the only one that nonsense makes.
  const lines = relay.output.split('\n').filter((line) => !line.includes('"code":"origin_refused"'));
  assert.doesNotMatch(lines.join('\n'), /Error|warn|"level":[4-6]0/);
}

const secrets = [
  'package.json',
  'secret',
  'data.mdb',
  '../package.json',
  '../../relay/lib/cli/main.js',
  '../src/demo.ts',
  '../../../../../../../../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\win.ini',
  '__proto__',
  'constructor',
];

/** Each way to write a path so that what guards a folder takes it for another. */
const disguises: ((path: string) => string)[] = [
  (path) => path,
  (path) => encodeURIComponent(path),
  (path) => encodeURIComponent(encodeURIComponent(path)),
  (path) => path.replaceAll('.', '%2e'),
  (path) => path.replaceAll('.', '%252e').replaceAll('/', '%252f'),
  (path) => path.replaceAll('/', '\\'),
  (path) => path.replaceAll('/', '%5c'),
  (path) => path.replaceAll('../', '..;/'),
  (path) => path.replaceAll('../', '....//'),
  (path) => path.replaceAll('../', '..%c0%af'),
  (path) => path.replaceAll('.', '%uff0e'),
  (path) => path.replaceAll('/', '//'),
  (path) => `./././${path}`,
  (path) => `realtime-chat.js/../${path}`,
  (path) => `socket.io/../${path}`,
  (path) => `${path}%00.js`,
  (path) => `${path}%0d%0aX-Injected:%20yes`,
  (path) => `${path}?/realtime-chat.js`,
  (path) => `${path}#/realtime-chat.js`,
  (path) => `${path}/`,
  (path) => `${path}.`,
  (path) => `${path}::$DATA`,
];

for (const args of [[], ['--path', '/chat'], ['--no-demo']]) {
  const prefix = args[1] ?? '';
  test(`no path, however it is written, leads to a file that is not meant (${args.join(' ') || 'at /'})`, async (t) => {
    const relay = await newRelay(t, args);
    for (const secret of secrets) {
      for (const disguise of disguises) {
        const path = `${prefix}/${disguise(secret)}`;
        for (const target of [path, `http://localhost${path}`, `file://${path}`, path.slice(1)]) {
          assertRefused(await send(relay, ask(`GET ${target}`)), target);
        }
      }
    }
    await isUp(relay, prefix);
  });
}

test('what is served is what lies in the two folders, byte for byte, and nothing else is', async (t) => {
  const relay = await newRelay(t);
  for (const folder of ['widget/dist', 'demo/public']) {
    const url = new URL(`../../${folder}/`, import.meta.url);
    for (const file of await readdir(url)) {
      const { status, body } = await get(relay.url, `/${file}`);
      const isMeant = /\.(css|html|js|json|map|svg)$/.test(file);
      assert.equal(status, isMeant ? 200 : 404, file);
      if (isMeant) assert.deepEqual(body, await readFile(new URL(file, url)), file);
    }
  }
});

test('a name with a null byte, control characters or letters of no alphabet in it is no name', async (t) => {
  const relay = await newRelay(t);
  for (const path of [
    '/realtime-chat.js\0',
    '/\0',
    '/\x01\x7f',
    '/\xff\xfe',
    '/real\ttime',
    '/%',
    '/%zz',
    '/%ff%fe',
    '/\u00e9',
  ]) {
    assertRefused(await send(relay, ask(`GET ${path}`)), JSON.stringify(path));
  }
  await isUp(relay);
});

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

test('a header that a path or a query would smuggle in is none', async (t) => {
  const relay = await newRelay(t, ['--path', '/chat']);
  const answer = await send(relay, ask('GET /chat?x=%0d%0aX-Injected:%20yes'));
  assert.equal(statusOf(answer), 308);
  assert.doesNotMatch(answer, /^X-Injected/im);
  for (const path of [
    '//evil.example/chat',
    '/chat//evil.example',
    '/chat/..//evil.example',
    '/chat\\evil.example',
  ]) {
    const other = await send(relay, ask(`GET ${path}`));
    assert.equal(statusOf(other), 404, path);
    assert.doesNotMatch(other, /^Location/im);
  }
  await isUp(relay, '/chat');
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
