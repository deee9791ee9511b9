import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../../widget/dist');

/** The packages in the script files, by the library that brings them. */
const libraries = new Map([
  ['lit', 'lit'],
  ['lit-html', 'lit'],
  ['lit-element', 'lit'],
  ['@lit/reactive-element', 'lit'],
  ['socket.io-client', 'socket.io-client'],
  ['engine.io-client', 'socket.io-client'],
  ['socket.io-parser', 'socket.io-client'],
  ['engine.io-parser', 'socket.io-client'],
  ['@socket.io/component-emitter', 'socket.io-client'],
]);

/**
 * What of a script file comes from which library, in bytes, the largest first. The source map says for each character
 * which source it was made of; `gzip` is for a library's characters compressed by themselves.
 * @param {string} file its name in widget/dist
 */
export function scriptShares(file) {
  const code = readFileSync(join(dist, file), 'utf8');
  const map = new SourceMap(JSON.parse(readFileSync(join(dist, `${file}.map`), 'utf8')));
  /** @type {Map<string, string>} */
  const texts = new Map();
  code.split('\n').forEach((line, row) => {
    for (let column = 0; column < line.length; column += 1) {
      const entry = map.findEntry(row, column);
      const owner = 'originalSource' in entry ? ownerOf(entry.originalSource) : 'ours';
      texts.set(owner, `${texts.get(owner) ?? ''}${line[column]}`);
    }
  });
  return [...texts]
    .map(([owner, text]) => ({
      owner,
      raw: Buffer.byteLength(text),
      gzip: gzipSync(text, { level: 9 }).length,
    }))
    .sort((one, other) => other.gzip - one.gzip);
}

/** @param {string} source its path */
function ownerOf(source) {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
  if (name === undefined || name.startsWith('@realtime-chat/')) return 'ours';
  return libraries.get(name) ?? name;
}
