import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../../widget/dist');

/**
 * What a page loads before the chat can start: the file and the chunks that it imports at once, each compressed by
 * itself, in bytes. Chunks that load later do not count.
 * @param {string} file its name in widget/dist
 */
export function scriptSize(file) {
  const sizes = { raw: 0, gzip: 0, brotli: 0 };
  for (const name of withStaticImports(file)) {
    const code = readFileSync(join(dist, name));
    sizes.raw += code.length;
    sizes.gzip += gzipSync(code, { level: 9 }).length;
    sizes.brotli += brotliCompressSync(code).length;
  }
  return sizes;
}

/** @param {string} file @param {Set<string>} [names] */
function withStaticImports(file, names = new Set()) {
  if (names.has(file)) return names;
  names.add(file);
  const code = readFileSync(join(dist, file), 'utf8');
  // Minified, a static import reads `from"./chunk.js"` or `import"./chunk.js"`; a dynamic one has a parenthesis.
  for (const [, chunk] of code.matchAll(/\b(?:from|import)\s*["']\.\/([^"']+)["']/g)) {
    if (chunk) withStaticImports(chunk, names);
  }
  return names;
}
