// Writes what the emoji picker loads when it opens: one file for each language that emojibase-data has. Compressed
// as the scripts are, so that the relay never compresses while it serves.
//
// emojibase-data is the source because it alone has names, keywords and group names in 28 languages, from Unicode's CLDR,
// beside the shortcodes that people know from GitHub. Its own files are five times as large, because they also hold skin
// tones and code points. From a CDN, they would be requests to somebody else's server.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { spelled } from '../protocol/lib/emoji.js';

const source = dirname(createRequire(import.meta.url).resolve('emojibase-data/package.json'));
const target = join(import.meta.dirname, 'dist');

/** The group of skin tones and hair styles, which are nothing by themselves. */
const components = 'component';

const github = read('en/shortcodes/github.json');
const emojibase = read('en/shortcodes/emojibase.json');

mkdirSync(target, { recursive: true });
const languages = readdirSync(source, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^[a-z]{2}(-|$)/.test(entry.name))
  .map((entry) => entry.name);
await Promise.all(
  languages.map((language) => write(`realtime-chat-emoji-${language}.json`, emojiIn(language))),
);
copyFileSync(join(source, 'LICENSE'), join(target, 'realtime-chat-emoji.LICENSE'));

/** As `emoji-data.ts` reads it: a row for each emoji, in the standard order. */
function emojiIn(language) {
  const groups = read(`${language}/messages.json`).groups.filter(({ key }) => key !== components);
  const numberOf = new Map(groups.map(({ order }, number) => [order, number]));
  const rows = read(`${language}/data.json`)
    // Letters of flags have no group.
    .filter(({ group }) => numberOf.has(group))
    .sort((one, other) => one.order - other.order)
    .map(({ emoji, label, tags = [], hexcode, group, version }) => {
      const name = label.toLowerCase().split(/\s+/);
      // What the name says already is found by the name.
      const keywords = tags.filter((tag) => !name.includes(tag.toLowerCase()));
      return [spelled(emoji), label, keywords, shortcodesOf(hexcode), numberOf.get(group), version];
    });
  return { groups: groups.map(({ message }) => capitalized(message, language)), emoji: rows };
}

/** Those that people know from GitHub; what is newer than that list has emojibase's own. */
function shortcodesOf(hexcode) {
  return [github[hexcode] ?? emojibase[hexcode]].flat();
}

function capitalized(text, language) {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase(language) + rest.join('');
}

function read(file) {
  return JSON.parse(readFileSync(join(source, file), 'utf8'));
}

async function write(file, content) {
  const json = Buffer.from(JSON.stringify(content));
  const brotli = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: json.length,
  };
  const path = join(target, file);
  writeFileSync(path, json);
  writeFileSync(`${path}.gz`, await promisify(gzip)(json, { level: 9 }));
  writeFileSync(`${path}.br`, await promisify(brotliCompress)(json, { params: brotli }));
}
