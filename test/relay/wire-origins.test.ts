import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions } from '../../relay/src/options/parse-options.ts';
import { get } from '../support/http.ts';
import { newRelay } from '../support/relay.ts';
import { newWireClient, refusalOfHandshake } from '../support/wire-client.ts';

const polling = '/socket.io/?EIO=4&transport=polling';
const good = 'https://good.example';

for (const transport of ['websocket', 'polling'] as const) {
  const from = (origin: string) => ({ transports: [transport], extraHeaders: { Origin: origin } });

  test(`a page of a listed origin may connect, and any other may not, by ${transport}`, async (t) => {
    const { url } = await newRelay(t, { origins: [good, 'http://localhost:5173'] });
    await (await newWireClient(t, url, from(good))).join();
    await (await newWireClient(t, url, from('http://localhost:5173'))).join();
    for (const origin of [
      'https://evil.example',
      'http://good.example',
      `${good}.evil.example`,
      `${good}:8443`,
      'null',
    ]) {
      const error = await refusalOfHandshake(t, url, from(origin));
      assert.match(error.message, /error/, origin);
    }
  });

  test(`a client without an Origin may connect, by ${transport}`, async (t) => {
    const { url } = await newRelay(t, { origins: [good] });
    await (await newWireClient(t, url, { transports: [transport] })).join();
  });

  test(`any page may connect if no origin is listed, by ${transport}`, async (t) => {
    const { url } = await newRelay(t);
    await (await newWireClient(t, url, from('https://anywhere.example'))).join();
  });
}

test('CORS headers say which page may read the answers', async (t) => {
  const { url } = await newRelay(t, { origins: [good] });
  const named = await get(url, polling, { headers: { Origin: good } });
  assert.equal(named.status, 200);
  assert.equal(named.headers['access-control-allow-origin'], good);

  const other = await get(url, polling, { headers: { Origin: 'https://evil.example' } });
  assert.equal(other.status, 403);
  // It may read the answer to its own handshake, to tell a refusal from a relay that is down.
  assert.deepEqual(JSON.parse(other.text), { code: 4, message: 'origin_refused' });
  assert.equal(other.headers['access-control-allow-origin'], 'https://evil.example');
  assert.equal(other.headers['access-control-allow-credentials'], undefined);

  const later = await get(url, `${polling}&sid=of-somebody`, { headers: { Origin: 'https://evil.example' } });
  assert.equal(later.headers['access-control-allow-origin'], undefined);
});

test('a page of the relay’s own origin may connect: browsers send no Origin in its polling requests', async (t) => {
  const { url } = await newRelay(t, { origins: [good] });
  assert.equal((await get(url, polling, { headers: { 'Sec-Fetch-Site': 'same-origin' } })).status, 200);
});

const own = { host: 'chat.example:3700', origin: 'http://chat.example:3700' };

for (const path of ['/realtime-chat.js', '/realtime-chat.iife.js', '/realtime-chat-emoji-en.json']) {
  test(`only a page of a listed origin may read ${path}`, async (t) => {
    const { url } = await newRelay(t, { origins: [good] });
    const asked = async (headers: Record<string, string>) => (await get(url, path, { headers })).headers;

    for (const [headers, allowed] of [
      [{ Origin: good }, good],
      [{ Origin: own.origin, Host: own.host }, own.origin],
      [{ Origin: 'https://evil.example' }, undefined],
      [{ Origin: 'https://evil.example', Host: own.host }, undefined],
      [{ Origin: 'null' }, undefined],
      [{}, undefined],
    ] as const) {
      for (const more of [{}, { 'Accept-Encoding': 'br' }]) {
        const answer = await asked({ ...headers, ...more });
        assert.equal(answer['access-control-allow-origin'], allowed, JSON.stringify(headers));
        assert.equal(answer.vary, 'Origin, Accept-Encoding');
        // Browsers load a classic script without an Origin.
        assert.equal(answer['cross-origin-resource-policy'], 'cross-origin');
      }
    }
    const { etag } = await asked({ Origin: good });
    const kept = await get(url, path, { headers: { Origin: good, 'If-None-Match': etag } });
    assert.deepEqual([kept.status, kept.headers['access-control-allow-origin']], [304, good]);
  });
}

test('a page of the relay’s own host may connect although it is not listed', async (t) => {
  const { url } = await newRelay(t, { origins: [good] });
  const from = (origin: string, host: string) => ({ Origin: origin, Host: host });
  const byWebSocket = (headers: Record<string, string>) => ({
    transports: ['websocket'],
    extraHeaders: headers,
  });
  const byPolling = async (headers: Record<string, string>) => (await get(url, polling, { headers })).status;

  for (const headers of [from(own.origin, own.host), from('https://chat.example', 'Chat.example')]) {
    await (await newWireClient(t, url, byWebSocket(headers))).join();
    assert.equal(await byPolling(headers), 200);
  }
  for (const origin of ['http://chat.example', 'http://chat.example:3701', 'https://evil.example', 'null']) {
    await refusalOfHandshake(t, url, byWebSocket(from(origin, own.host)));
    assert.equal(await byPolling(from(origin, own.host)), 403);
  }
});

test('the script files and the connection allow the same pages to read', async (t) => {
  for (const origins of [[good], []]) {
    const { url } = await newRelay(t, { origins });
    for (const headers of [
      { origin: good },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      {},
      own,
    ]) {
      const answers = await Promise.all(
        [`${polling}&sid=of-somebody`, '/realtime-chat.js'].map(async (path) => {
          const told = (await get(url, path, { headers })).headers;
          return [told['access-control-allow-origin'], /\bOrigin\b/.test(String(told.vary))];
        }),
      );
      assert.deepEqual(answers[0], answers[1], JSON.stringify({ origins, headers }));
    }
  }
});

test('a pattern matches all subdomains of a host, with the same scheme and port only', async (t) => {
  const { url } = await newRelay(t, { origins: ['https://*.good.example', 'http://*.local.example:8080'] });
  const statusOf = async (origin: string) =>
    (await get(url, polling, { headers: { Origin: origin } })).status;
  for (const origin of [
    'https://www.good.example',
    'https://a.b.good.example',
    'https://xn--bcher-kva.good.example',
    'http://dev.local.example:8080',
  ]) {
    const { status, headers } = await get(url, polling, { headers: { Origin: origin } });
    assert.deepEqual([status, headers['access-control-allow-origin']], [200, origin]);
    await (
      await newWireClient(t, url, { transports: ['websocket'], extraHeaders: { Origin: origin } })
    ).join();
  }
  for (const origin of [
    'https://good.example',
    'https://.good.example',
    'https://a..good.example',
    'https://evilgood.example',
    'https://good.example.evil.example',
    'https://www.good.example.evil.example',
    'https://evil.example/.good.example',
    'https://evil.example:1.good.example',
    'http://www.good.example',
    'https://www.good.example:8443',
    'http://dev.local.example',
    'https://dev.local.example:8080',
    'null',
  ]) {
    assert.equal(await statusOf(origin), 403, origin);
  }
});

test('a pattern that cannot match anything is refused', () => {
  for (const origin of [
    '*',
    'https://*',
    'https://*.',
    'https://*.*.example',
    'https://www.*.example',
    'https://w*.good.example',
    '*.good.example',
    'https://*.good.example/',
    'https://*.Good.example',
    'https://*.good.example:443',
    'https://*.192.168.1.1',
    'https://*.[::1]',
    'wss://*.good.example',
  ]) {
    assert.throws(() => parseOptions({ origins: [origin] }), /option origins\.0: must be like/, origin);
  }
});

test('with a hook that may read cookies and no origin listed, only the relay’s own pages may connect', async (t) => {
  const authenticate = async () => ({ id: '7', username: 'Mona' });
  const { url } = await newRelay(t, { authenticate, trustProxy: ['loopback'] });
  const status = async (headers: Record<string, string>, path = polling) =>
    (await get(url, path, { headers })).status;
  const forwarded = { 'X-Forwarded-Host': 'shop.example', 'X-Forwarded-Proto': 'https' };
  for (const headers of [
    {},
    { Origin: own.origin, Host: own.host },
    { Origin: 'https://shop.example', Host: 'shop.example' },
  ]) {
    assert.equal(await status(headers), 200, JSON.stringify(headers));
  }
  for (const headers of [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    // Behind a proxy that does not set this header, its value would come from the visitor's browser.
    { Origin: 'https://shop.example', ...forwarded },
    { 'Sec-Fetch-Site': 'cross-site' },
  ]) {
    assert.equal(await status(headers), 403, JSON.stringify(headers));
  }
});

test('a page of another origin may not send custom headers', async (t) => {
  for (const origins of [[good], []]) {
    const { url } = await newRelay(t, { origins, trustProxy: ['loopback'] });
    const preflight = {
      Origin: 'https://evil.example',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'x-forwarded-host, x-forwarded-for',
    };
    const { headers } = await get(url, polling, { method: 'OPTIONS', headers: preflight });
    assert.equal(headers['access-control-allow-headers'], 'Content-Type');
    const forged = { Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example' };
    const { status } = await get(url, polling, { headers: forged });
    assert.equal(status, origins.length > 0 ? 403 : 200);
  }
});

test('a page of another origin cannot use JSONP, for which browsers send no Origin', async (t) => {
  for (const origins of [[good], []]) {
    const { url } = await newRelay(t, { origins });
    for (const asked of ['j=0', '%6a=0', '%6A=']) {
      assert.equal((await get(url, `${polling}&${asked}`)).status, 403, asked);
    }
  }
});
