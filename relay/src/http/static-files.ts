import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { extname, join } from 'node:path';
import type { Middleware } from './mount.ts';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** The smallest encoding first. */
const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
];

class Variant {
  readonly body: Buffer;
  readonly encoding: string | undefined;
  #etag: string | undefined;

  constructor(file: string, encoding?: string) {
    this.body = readFileSync(file);
    this.encoding = encoding;
  }

  /** Computed at the first answer, because most files are never asked for. */
  get etag(): string {
    this.#etag ??= `"${createHash('sha256').update(this.body).digest('base64url').slice(0, 22)}"`;
    return this.#etag;
  }
}

type Files = ReadonlyMap<string, { type: string; variants: Variant[] }>;

/** By folder. All relays of a process share what the first one has read, because it is many megabytes. */
const readFolders = new Map<string, Files>();

/**
 * Serves the few files of a folder and of the folders in it, by GET and HEAD, from memory. So no path in a request reaches the disk, and a file may
 * be replaced or deleted while the relay runs. The package sirv throws out of the request listener on a `Range` that ends
 * before it begins, and does not report a removed file: one request ended the process. If there is a compressed `name.br` or `name.gz` beside a file, clients that
 * accept the encoding get that.
 *
 * @param headersFor further headers for each answer
 */
export function staticFiles(
  folder: string,
  headersFor: (request: IncomingMessage) => OutgoingHttpHeaders,
): Middleware {
  const files = readFolders.get(folder) ?? readFiles(folder);
  readFolders.set(folder, files);

  return (request, response, next) => {
    const [path = '', ...query] = request.url?.split(/(?=\?)/) ?? [];
    const file = files.get(path);
    if (!file) {
      if (!files.has(`${path}/`)) return next();
      // Without the slash, the relative links of the page would resolve outside the folder.
      const location = `${path.slice(path.lastIndexOf('/') + 1)}/${query.join('')}`;
      response.writeHead(308, { ...headersFor(request), Location: location }).end();
      return;
    }
    const accepted = namesIn(request.headers['accept-encoding']);
    const variant = file.variants.find(
      ({ encoding }) => encoding === undefined || accepted.includes(encoding),
    );
    if (!variant) return next();
    const { encoding, etag, body } = variant;
    const headers = headersFor(request);
    const varies = [headers.Vary ?? [], file.variants.length > 1 ? 'Accept-Encoding' : []].flat();
    const about = { ...headers, ETag: etag, ...(varies.length > 0 && { Vary: varies.join(', ') }) };
    if (namesIn(request.headers['if-none-match']).includes(etag)) {
      response.writeHead(304, about).end();
      return;
    }
    response.writeHead(200, {
      ...about,
      'Content-Type': file.type,
      'Content-Length': body.length,
      ...(encoding !== undefined && { 'Content-Encoding': encoding }),
    });
    // Node leaves the body out where the method is HEAD.
    response.end(body);
  };
}

function readFiles(folder: string): Files {
  const files = new Map<string, { type: string; variants: Variant[] }>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const path = `/${name.replaceAll('\\', '/')}`;
    const file = { type, variants: variantsOf(join(folder, name)) };
    files.set(path, file);
    if (path.endsWith('/index.html')) files.set(path.slice(0, -'index.html'.length), file);
  }
  return files;
}

function variantsOf(path: string): Variant[] {
  const compressed = encodings.filter(({ ending }) => existsSync(path + ending));
  return [...compressed.map(({ name, ending }) => new Variant(path + ending, name)), new Variant(path)];
}

/** The names in a header, without those refused by `q=0`. A proxy that compresses marks an ETag by `W/`. */
export function namesIn(header = ''): string[] {
  return header
    .split(',')
    .filter((item) => !/;\s*q=0(\.0*)?\s*$/i.test(item))
    .map((item) => item.replace(/;.*/, '').trim().replace(/^W\//, ''));
}
