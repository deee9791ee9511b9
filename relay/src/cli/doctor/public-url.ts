import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { scriptsFolder } from '../../http/pages.ts';
import { relayVersion } from '../../lifecycle-log.ts';
import type { Options } from '../../options.ts';
import { fail, type Finding, ok, warn } from './finding.ts';
import { isLoopback } from '../listening.ts';
import { forwardingFinding, madeUpAddress } from './forwarding.ts';
import { askForHealth, type Health, healthIn } from './health.ts';
import { get, openWebSocket, type Reply, type Tls, tlsOf, type Upgrade } from './requests.ts';
import { sameRelay } from './same-relay.ts';

const script = 'realtime-chat.js';

/** The last part of a certificate’s time. Proxies renew it when a third is left, whether it is good for months or for days. */
const overdue = 1 / 6;

/** In seconds. */
const clockTolerance = 5;

/** Looks at a running relay through its public URL, as its visitors do. */
export async function* checkUrl(url: URL, options: Options): AsyncGenerator<Finding> {
  let reply: Reply;
  try {
    reply = await askForHealth(url);
    yield* await tls(url);
  } catch (error) {
    yield unreachable(url, error);
    return;
  }
  const health = healthIn(reply);
  if (health === undefined) {
    yield noRelay(url, reply);
    return;
  }
  yield version(url, health);
  yield await sameRelay(url, options);
  yield* clockOf(reply);
  yield await readiness(url);
  yield* await files(url);
  yield webSocket(url, await openWebSocket(new URL('socket.io/?EIO=4&transport=websocket', url), url.origin));
  const withHeader = await askForHealth(url, { 'X-Forwarded-For': madeUpAddress });
  yield forwardingFinding(url.protocol === 'https:', health, healthIn(withHeader));
  yield* await pages(url, options.origins);
}

function unreachable(url: URL, error: unknown): Finding {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = error instanceof Error ? error.message : String(error);
  if (/CERT|SIGNATURE|SELF_SIGNED/.test(code)) {
    return fail(
      'tls',
      `Browsers do not trust the certificate of ${url.host}: ${reason}.`,
      'renew it at the proxy; of an authority of your own, name its file by NODE_EXTRA_CA_CERTS',
    );
  }
  return fail(
    'url',
    `${url.href} cannot be reached: ${reason}.`,
    'check the name, the proxy and the firewall',
  );
}

/** What answers in place of a relay. */
export function noRelay({ href, pathname }: URL, { status, headers }: Reply): Finding {
  if (status >= 300 && status < 400) {
    return fail('url', `${href} leads to ${headers.location ?? 'another URL'}.`, 'name that URL by --url');
  }
  if (status >= 502 && status <= 504) {
    return fail(
      'url',
      `The proxy answers ${status}: it does not reach the relay.`,
      'start the relay, and compare --host and --port with the address that the proxy has',
    );
  }
  const problem = status === 200 ? 'is no relay of this version' : `answers ${status}`;
  return fail(
    'url',
    `${href} ${problem}.`,
    `name the whole URL of the chat by --url; or let the proxy pass this path on unchanged, and start the relay with --path ${pathname.replace(/(.)\/$/, '$1')}`,
  );
}

async function tls(url: URL): Promise<Finding[]> {
  if (url.protocol === 'http:') {
    return isLoopback(url.hostname)
      ? []
      : [warn('tls', 'Messages and tokens are sent in plain text.', 'let a proxy end TLS, and use https://')];
  }
  return [certificate(await tlsOf(url), Date.now())];
}

export function certificate({ begins, expires, hasHttp2 }: Tls, now: number): Finding {
  const hours = Math.floor((expires - now) / 3_600_000);
  const left = hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
  const sentence = `The certificate is good for ${left}; ${hasHttp2 ? 'HTTP/2' : 'HTTP/1.1 alone'}.`;
  const isOverdue = expires - now < (expires - begins) * overdue;
  return isOverdue ? warn('tls', sentence, 'renew the certificate') : ok('tls', sentence);
}

function version({ href }: URL, { version: running }: Health): Finding {
  const own = relayVersion();
  if (running === own) return ok('url', `The relay ${running} answers at ${href}.`);
  return warn(
    'url',
    `The relay ${running} answers at ${href}; this is ${own}.`,
    'restart the relay after an upgrade',
  );
}

/** The clock of the machine that answered. */
function* clockOf({ headers }: Reply): Generator<Finding> {
  const seconds = Math.round(Math.abs(Date.parse(headers.date ?? '') - Date.now()) / 1000);
  if (seconds > clockTolerance) {
    yield warn('clock', `The clocks here and at the URL differ by ${seconds} s.`, 'synchronize both');
  }
}

async function readiness(url: URL): Promise<Finding> {
  const { status, body } = await get(new URL('readyz', url));
  if (status === 200) return ok('ready', 'The relay can store messages.');
  return fail(
    'ready',
    `The relay answers ${status}: ${body.toString().trim()}.`,
    'see docs/operations.md, store_failing',
  );
}

async function files(url: URL): Promise<Finding[]> {
  const reply = await get(new URL(script, url), { 'Accept-Encoding': 'br, gzip' });
  const own = await readFile(join(scriptsFolder, script));
  const encoding = reply.headers['content-encoding'];
  const text = decompressed(reply.body, encoding);
  return [
    text !== undefined && hashOf(text) === hashOf(own)
      ? ok('files', `${script} is the file of this package.`)
      : warn(
          'files',
          `${script} is not the file of this package (status ${reply.status}).`,
          'restart the relay, and let no proxy keep or change its files',
        ),
    encoding === 'br' || encoding === 'gzip'
      ? ok('compression', `${script} has ${inKilobytes(reply.body.length)} (${encoding}).`)
      : warn(
          'compression',
          `${script} is not compressed: ${inKilobytes(reply.body.length)}.`,
          'let the proxy pass the header Accept-Encoding on',
        ),
  ];
}

function decompressed(body: Buffer, encoding: string | undefined): Buffer | undefined {
  try {
    if (encoding === 'br') return brotliDecompressSync(body);
    return encoding === 'gzip' ? gunzipSync(body) : body;
  } catch {
    return undefined;
  }
}

function hashOf(text: Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

function inKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

export function webSocket({ origin }: URL, upgrade: Upgrade): Finding {
  if (upgrade.upgraded) {
    const { pinged, seconds } = upgrade;
    if (pinged)
      return ok('websocket', `A WebSocket passes, and was open for ${seconds} s without a message.`);
    return fail(
      'websocket',
      `A WebSocket passes, but no ping came within ${seconds} s.`,
      'let the proxy keep idle connections for 60 s, and not buffer them',
    );
  }
  const { status, body } = upgrade;
  // The relay answers 426 to a request for a WebSocket that has lost its headers on the way.
  if (status === 426) {
    return fail(
      'websocket',
      'The proxy drops the upgrade to a WebSocket.',
      'let it pass the headers Upgrade and Connection on, by HTTP/1.1',
    );
  }
  if (body.includes('origin_refused')) {
    return fail(
      'websocket',
      `The relay refuses pages of ${origin}.`,
      `let the proxy pass the header Host on, or start the relay with --origin ${origin}`,
    );
  }
  return fail('websocket', `A WebSocket is answered by ${status}.`, 'let the proxy pass WebSockets on');
}

/** The relay names an origin in its answer if pages of this origin may connect. */
async function pages(url: URL, listed: readonly string[]): Promise<Finding[]> {
  if (listed.length === 0) return openToAll(url);
  const plain = listed.filter((origin) => !origin.includes('*'));
  return Promise.all(
    plain.map(async (origin) => {
      const { headers } = await get(new URL(script, url), { Origin: origin });
      switch (headers['access-control-allow-origin']) {
        case origin:
          return ok('page', `Pages of ${origin} may connect.`);
        case '*':
          return warn(
            'page',
            'The running relay lets any page connect.',
            `restart it with --origin ${origin}`,
          );
        default:
          return fail(
            'page',
            `The running relay refuses pages of ${origin}.`,
            `restart it with --origin ${origin}`,
          );
      }
    }),
  );
}

/** No page has this origin. The relay names it in its answer only if it lets any page connect. */
async function openToAll(url: URL): Promise<Finding[]> {
  const { headers } = await get(new URL(script, url), { Origin: 'https://doctor.invalid' });
  if (headers['access-control-allow-origin'] !== undefined) return [];
  return [
    warn(
      'page',
      'The running relay lets only the pages connect that it lists; here, none is listed.',
      'give doctor the --origin of the relay',
    ),
  ];
}
