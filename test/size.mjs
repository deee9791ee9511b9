// Prints what the widget's files weigh: the script files that a page loads, then what loads later.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scriptSize } from './support/script-size.mjs';

const number = new Intl.NumberFormat('en');
const first = ['realtime-chat.js', 'realtime-chat.iife.js'];
// Of the emoji the file in one language, which stands for the others.
const later = readdirSync(join(import.meta.dirname, '../widget/dist')).filter(
  (file) => (file.endsWith('.js') && !first.includes(file)) || file === 'realtime-chat-emoji-en.json',
);
const rows = [...first, ...later.sort()].map((file) => [
  file,
  ...Object.values(scriptSize(file)).map((size) => number.format(size)),
]);
for (const [file, ...sizes] of [['bytes', 'raw', 'gzip', 'brotli'], ...rows]) {
  console.log(file.padEnd(30) + sizes.map((size) => size.padStart(10)).join(''));
}
