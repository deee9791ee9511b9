// Writes the hashes of the script files (for the attribute `integrity`) into a file beside them. In the README they would
// soon be wrong. With --print, it also prints the hashes of the two files that a page names.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const dist = join(import.meta.dirname, 'dist');
const hashOf = (file) =>
  `sha384-${createHash('sha384')
    .update(readFileSync(join(dist, file)))
    .digest('base64')}`;
const scripts = readdirSync(dist).filter((file) => file.endsWith('.js'));
const hashes = Object.fromEntries(scripts.sort().map((file) => [file, hashOf(file)]));

writeFileSync(join(dist, 'realtime-chat-integrity.json'), `${JSON.stringify(hashes, null, 2)}\n`);
if (process.argv.includes('--print')) {
  for (const file of ['realtime-chat.js', 'realtime-chat.iife.js'])
    console.log(file.padEnd(24), hashes[file]);
}
