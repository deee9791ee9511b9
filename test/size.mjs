// Prints what the widget's script files weigh.
import { scriptSize } from './support/script-size.mjs';

const number = new Intl.NumberFormat('en');
const rows = ['realtime-chat.js', 'realtime-chat.iife.js'].map((file) => [
  file,
  ...Object.values(scriptSize(file)).map((size) => number.format(size)),
]);
for (const [file, ...sizes] of [['bytes', 'raw', 'gzip', 'brotli'], ...rows]) {
  console.log(file.padEnd(24) + sizes.map((size) => size.padStart(10)).join(''));
}
