// Prints the sizes of the widget's files: the script files that a page loads, then what loads later; and what of the
// script file comes from which library.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scriptShares } from './support/script-shares.mjs';
import { scriptSize } from './support/script-size.mjs';

const number = new Intl.NumberFormat('en');
const first = ['realtime-chat.js', 'realtime-chat.iife.js'];
// The English emoji file stands for those of the other languages.
const later = readdirSync(join(import.meta.dirname, '../widget/dist')).filter(
  (file) => (file.endsWith('.js') && !first.includes(file)) || file === 'realtime-chat-emoji-en.json',
);
const row = (name, sizes) => name.padEnd(30) + sizes.map((size) => size.padStart(10)).join('');

console.log(row('bytes', ['raw', 'gzip', 'brotli']));
for (const file of [...first, ...later.sort()]) {
  console.log(
    row(
      file,
      Object.values(scriptSize(file)).map((size) => number.format(size)),
    ),
  );
}

console.log('\nWhat realtime-chat.js is made of, by its source map. Gzip: each part compressed by itself.');
console.log(row('bytes', ['raw', 'gzip']));
for (const { owner, raw, gzip } of scriptShares('realtime-chat.js')) {
  console.log(row(owner, [number.format(raw), number.format(gzip)]));
}
