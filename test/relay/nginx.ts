// Debian's nginx in front of a relay, with the configuration that docs/deploy.md shows.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { afterwards } from '../support/afterwards.ts';
import { newFolder } from '../support/folder.ts';
import { listen } from '../support/relay.ts';

const nginx = ['/usr/sbin/nginx', 'nginx'].find((path) => spawnSync(path, ['-v']).status === 0);
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** For the tests: false, or why they cannot run. */
export const skip =
  (nginx === undefined && 'nginx is not installed') || (!hasOpenssl && 'openssl is not installed');

export interface Nginx {
  /** Of the server with TLS. */
  url: string;
  /** Of the server that leads to the other. */
  plainUrl: string;
  /** The file of the certificate that clients have to trust, and its text. */
  certificate: string;
  ca: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { port } = new URL(await listen(server));
  server.close();
  await once(server, 'close');
  return Number(port);
}

/** A certificate for this machine that signs itself. */
async function newCertificate(folder: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost';
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const { status, stderr } = spawnSync('openssl', [
    ...words.split(' '),
    ...names,
    '-out',
    certificate,
    '-keyout',
    key,
  ]);
  assert.equal(status, 0, String(stderr));
  return { certificate, key };
}

/** Fills the places of a configuration that differ on each machine. Each has to be there. */
function filled(text: string, places: readonly (readonly [string, string])[]): string {
  return places.reduce((done, [place, value]) => {
    assert.ok(done.includes(place), `the configuration lacks ${place}`);
    return done.replaceAll(place, value);
  }, text);
}

/** Starts nginx with deploy/nginx.conf. @param change replaces further places */
export function newNginx(
  t: TestContext,
  relayPort: number,
  change: readonly (readonly [string, string])[] = [],
): Promise<Nginx> {
  return startNginx(t, 'nginx.conf', [
    ['http://127.0.0.1:3700;', `http://127.0.0.1:${relayPort};`],
    ...change,
  ]);
}

/** Starts nginx with deploy/nginx-nodes.conf. */
export function newNginxOfTwo(t: TestContext, ports: readonly [number, number]): Promise<Nginx> {
  return startNginx(t, 'nginx-nodes.conf', [
    ['127.0.0.1:3701 ', `127.0.0.1:${ports[0]} `],
    ['127.0.0.1:3702 ', `127.0.0.1:${ports[1]} `],
  ]);
}

/** Only the ports, the files of the certificate and what is in `change` are replaced. */
async function startNginx(
  t: TestContext,
  file: string,
  change: readonly (readonly [string, string])[],
): Promise<Nginx> {
  const text = await readFile(join(import.meta.dirname, '../../deploy', file), 'utf8');
  const folder = await newFolder(t);
  const { certificate, key } = await newCertificate(folder);
  const [port, plainPort] = [await freePort(), await freePort()];
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await mkdir(join(folder, 'logs'));
  await writeFile(
    join(folder, 'nginx.conf'),
    [
      'daemon off;',
      `pid ${folder}/pid;`,
      'error_log stderr notice;',
      'events {}',
      'http {',
      'access_log off;',
      ...paths.map((name) => `${name}_temp_path ${folder}/${name};`),
      filled(text, [
        ['listen 80;', `listen 127.0.0.1:${plainPort};`],
        ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
        // Not every machine of the tests has IPv6.
        ['listen [::]:80;', ''],
        ['listen [::]:443 ssl http2;', ''],
        ['/etc/letsencrypt/live/www.example.org/fullchain.pem', certificate],
        ['/etc/letsencrypt/live/www.example.org/privkey.pem', key],
        ...change,
      ]),
      '}',
    ].join('\n'),
  );
  const child = spawn(nginx ?? '', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr']);
  afterwards(t, async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  let told = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      told += more;
      if (told.includes('start worker process ')) resolve();
    });
    child.once('exit', () => reject(new Error(`nginx ended: ${told}`)));
  });
  return {
    url: `https://127.0.0.1:${port}`,
    plainUrl: `http://127.0.0.1:${plainPort}`,
    certificate,
    ca: await readFile(certificate, 'utf8'),
  };
}
