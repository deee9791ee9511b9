import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { RelayOptions } from '@realtime-chat/relay';
import { newFolder } from '../support/folder.ts';
import { newRelay, type RunningRelay } from '../support/relay.ts';
import { bearing, authSecret, token } from '../support/tokens.ts';
import { changing, newMember, refused, refusalOfHandshake, said } from '../support/wire-client.ts';
import { mistakeIn } from '../support/mistake.ts';

const root = join(import.meta.dirname, '../..');

/** A relay with metrics on a free port, and where that is. */
async function newMeasuredRelay(
  t: TestContext,
  options: RelayOptions = {},
): Promise<{ relay: RunningRelay; url: string }> {
  const places: { code: string; host?: unknown; port?: unknown }[] = [];
  const info = (details: { code: string }): void => {
    if (details.code === 'metrics_listening') places.push(details);
  };
  const logger = { info, warn: () => {}, error: () => {} };
  const relay = await newRelay(t, { metrics: '0', logger, ...options });
  const { host, port } = places[0] ?? {};
  assert.match(String(host), /^(127\.0\.0\.1|::1)$/);
  return { relay, url: `http://localhost:${String(port)}/metrics` };
}

async function scrape(url: string): Promise<string> {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  return response.text();
}

/** The value of one series, such as `name{label="x"}`. */
function valueOf(text: string, series: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  assert.ok(line, `${series} is missing`);
  return Number(line.slice(series.length));
}

const namesIn = (text: string): string[] =>
  [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);

test('a relay has no metrics unless they are asked for, and never on its own port', async (t) => {
  const apiKey = 'an-api-key-of-thirty-two-letters.';
  const headers = { Authorization: `Bearer ${apiKey}` };
  for (const { url } of [await newRelay(t, { apiKey }), (await newMeasuredRelay(t, { apiKey })).relay]) {
    for (const path of ['/metrics', '/api/metrics']) {
      assert.equal((await fetch(url + path, { headers })).status, 404, path);
    }
  }
});

test('metrics tell the traffic of a relay, without names of rooms and people', async (t) => {
  const { relay, url } = await newMeasuredRelay(t, { authSecret });
  const idle = await scrape(url);
  assert.equal(valueOf(idle, 'realtime_chat_entries_total{type="message"}'), 0);
  assert.equal(valueOf(idle, 'realtime_chat_refusals_total{code="banned"}'), 0);

  const ann = await newMember(t, relay.url, 'Ann Example');
  const bob = await newMember(t, relay.url, 'Bob Example');
  const { me } = await ann.join({ room: 'a secret room' });
  const hello = await said(ann, 'private words');
  await bob.hears('private words');
  await bob.react(hello, '👍');
  await ann.hearsEntry(2);
  assert.equal(refused(await bob.ask('edit', changing(hello, { message: 'x' }))).code, 'forbidden');
  assert.equal(refused(await bob.ask('made up by Bob', {})).code, 'unsupported');
  assert.equal(valueOf(await scrape(url), 'realtime_chat_connections'), 2);
  await refusalOfHandshake(t, relay.url, bearing(await token({ exp: 1 })));

  const text = await scrape(url);
  const values = {
    realtime_chat_joined_rooms: 2,
    'realtime_chat_entries_total{type="message"}': 1,
    'realtime_chat_entries_total{type="react"}': 1,
    'realtime_chat_entries_total{type="edit"}': 0,
    'realtime_chat_acknowledgement_seconds_count{request="join"}': 3,
    'realtime_chat_acknowledgement_seconds_count{request="send"}': 1,
    'realtime_chat_acknowledgement_seconds_count{request="unknown"}': 1,
    realtime_chat_fan_out_seconds_count: 2,
    'realtime_chat_refusals_total{code="forbidden"}': 1,
    'realtime_chat_refusals_total{code="unsupported"}': 1,
    'realtime_chat_refusals_total{code="unauthorized"}': 1,
    realtime_chat_store_errors_total: 0,
  };
  const found = Object.keys(values).map((series) => [series, valueOf(text, series)]);
  assert.deepEqual(Object.fromEntries(found), values);
  const sum = valueOf(text, 'realtime_chat_fan_out_seconds_sum');
  assert.ok(sum > 0 && sum < 10, String(sum));
  assert.ok(valueOf(text, 'process_resident_memory_bytes') > 1e6);
  valueOf(text, 'nodejs_eventloop_lag_p99_seconds');
  for (const word of ['lobby', 'secret', 'Example', 'private', 'made up', me.id]) {
    assert.ok(!text.includes(word), word);
  }
});

test('metrics count the writes that fail', async (t) => {
  const data = await newFolder(t);
  const { relay, url } = await newMeasuredRelay(t, { data });
  const ann = await newMember(t, relay.url, 'Ann');
  await rm(join(data, 'data.mdb'));
  await assert.rejects(ann.say('lost'), /unavailable/);
  const text = await scrape(url);
  assert.ok(valueOf(text, 'realtime_chat_store_errors_total') >= 1);
  assert.equal(valueOf(text, 'realtime_chat_refusals_total{code="unavailable"}'), 1);
});

test('the port of metrics answers nothing else, and ends with the relay', async (t) => {
  const { relay, url } = await newMeasuredRelay(t);
  assert.equal((await fetch(new URL('/', url))).status, 404);
  assert.equal((await fetch(url, { method: 'POST' })).status, 405);
  await relay.close();
  await assert.rejects(fetch(url));
});

test('a port of metrics that is taken ends the start, and gives the folder back', async (t) => {
  const data = await newFolder(t);
  const { url } = await newMeasuredRelay(t);
  const { port } = new URL(url);
  await assert.rejects(newRelay(t, { data, metrics: port }), {
    message: new RegExp(`^Cannot serve metrics on localhost port ${port}: .*EADDRINUSE`),
  });
  await newRelay(t, { data });
});

for (const wrong of ['localhost', '9464x', '70000', ':9464', '1:2:3', 'http://x:1']) {
  test(`--metrics ${wrong} is refused`, () => {
    assert.match(mistakeIn(['--metrics', wrong]).message, /^--metrics must (be|have) a port/);
  });
}

for (const host of ['127.0.0.1', '[::1]']) {
  test(`metrics can be served on ${host}`, async (t) => {
    await newMeasuredRelay(t, { metrics: `${host}:0` });
  });
}

test('the dashboard asks for metrics that exist, and docs/operations.md lists those of the relay', async (t) => {
  const { url } = await newMeasuredRelay(t);
  const names = namesIn(await scrape(url));
  const dashboard = readFileSync(join(root, 'deploy/grafana-dashboard.json'), 'utf8');
  const asked = [...new Set(dashboard.match(/\b(realtime_chat|process|nodejs)_\w+/g))].map((name) =>
    name.replace(/(_seconds)_(bucket|sum|count)$/, '$1'),
  );
  assert.deepEqual(
    asked.filter((name) => !names.includes(name)),
    [],
  );
  const own = names.filter((name) => name.startsWith('realtime_chat_'));
  assert.deepEqual(
    own.filter((name) => !asked.includes(name)),
    [],
    'the dashboard shows all',
  );
  const docs = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  const listed = [...docs.matchAll(/^\| `(realtime_chat_\w+)(?:\{\w+\})?` /gm)].map(([, name]) => name);
  assert.deepEqual(new Set(listed), new Set(own));
  assert.equal(listed.length, own.length);
});
