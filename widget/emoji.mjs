// Writes what the emoji picker loads when it opens: one file for each language that emojibase-data has, and for the widget's
// other languages. Compressed as the scripts are, so that the relay never compresses while it serves.
//
// emojibase-data is the source because it alone has names, keywords and group names in 28 languages, from Unicode's CLDR,
// beside the shortcodes that people know from GitHub. Its own files are five times as large, because they also hold skin
// tones and code points. From a CDN, they would be requests to somebody else's server. The names in the other languages are
// from Unicode's own packages, which have neither groups nor shortcodes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { spelled } from '../protocol/lib/emoji.js';

const require = createRequire(import.meta.url);
const source = dirname(require.resolve('emojibase-data/package.json'));
const target = join(import.meta.dirname, 'dist');

/** The group of skin tones and hair styles, which are nothing by themselves. */
const components = 'component';

/** The groups' names in the languages that emojibase-data lacks, in its order. */
const groupNames = {
  ar: [
    'الوجوه والمشاعر',
    'الأشخاص والجسم',
    'الحيوانات والطبيعة',
    'الطعام والشراب',
    'السفر والأماكن',
    'الأنشطة',
    'الأشياء',
    'الرموز',
    'الأعلام',
  ],
  cs: [
    'Smajlíky a emoce',
    'Lidé a tělo',
    'Zvířata a příroda',
    'Jídlo a pití',
    'Cestování a místa',
    'Aktivity',
    'Předměty',
    'Symboly',
    'Vlajky',
  ],
  el: [
    'Φατσούλες και συναισθήματα',
    'Άτομα και σώμα',
    'Ζώα και φύση',
    'Φαγητό και ποτό',
    'Ταξίδια και μέρη',
    'Δραστηριότητες',
    'Αντικείμενα',
    'Σύμβολα',
    'Σημαίες',
  ],
  fa: [
    'صورتک‌ها و احساسات',
    'افراد و بدن',
    'حیوانات و طبیعت',
    'خوراک و نوشیدنی',
    'سفر و مکان‌ها',
    'فعالیت‌ها',
    'اشیا',
    'نمادها',
    'پرچم‌ها',
  ],
  he: [
    'סמיילים ורגשות',
    'אנשים וגוף',
    'בעלי חיים וטבע',
    'אוכל ושתייה',
    'נסיעות ומקומות',
    'פעילויות',
    'חפצים',
    'סמלים',
    'דגלים',
  ],
  id: [
    'Smiley & emosi',
    'Orang & tubuh',
    'Hewan & alam',
    'Makanan & minuman',
    'Perjalanan & tempat',
    'Aktivitas',
    'Objek',
    'Simbol',
    'Bendera',
  ],
  ro: [
    'Fețe și emoții',
    'Oameni și corp',
    'Animale și natură',
    'Mâncare și băuturi',
    'Călătorii și locuri',
    'Activități',
    'Obiecte',
    'Simboluri',
    'Steaguri',
  ],
  tr: [
    'Yüzler ve duygular',
    'İnsanlar ve vücut',
    'Hayvanlar ve doğa',
    'Yiyecek ve içecek',
    'Seyahat ve yerler',
    'Etkinlikler',
    'Nesneler',
    'Semboller',
    'Bayraklar',
  ],
};

const github = read('en/shortcodes/github.json');
const emojibase = read('en/shortcodes/emojibase.json');

mkdirSync(target, { recursive: true });
const languages = readdirSync(source, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^[a-z]{2}(-|$)/.test(entry.name))
  .map((entry) => entry.name);
await Promise.all([
  ...languages.map((language) => write(`realtime-chat-emoji-${language}.json`, emojiIn(language))),
  ...Object.keys(groupNames).map((language) =>
    write(`realtime-chat-emoji-${language}.json`, emojiFromUnicode(language)),
  ),
]);
const licenses = [join(source, 'LICENSE'), require.resolve('cldr-annotations-full/LICENSE')];
writeFileSync(
  join(target, 'realtime-chat-emoji.LICENSE'),
  licenses.map((file) => readFileSync(file, 'utf8')).join('\n'),
);

/** As `emoji-data.ts` reads it: a row for each emoji, in the standard order. */
function emojiIn(language) {
  const groups = read(`${language}/messages.json`).groups.filter(({ key }) => key !== components);
  const numberOf = new Map(groups.map(({ order }, number) => [order, number]));
  const rows = read(`${language}/data.json`)
    // Letters of flags have no group.
    .filter(({ group }) => numberOf.has(group))
    .sort((one, other) => one.order - other.order)
    .map(({ emoji, label, tags = [], hexcode, group, version }) => [
      spelled(emoji),
      label,
      keywordsBeside(label, tags),
      shortcodesOf(hexcode),
      numberOf.get(group),
      version,
    ]);
  return { groups: groups.map(({ message }) => capitalized(message, language)), emoji: rows };
}

/** The English file with Unicode's names and keywords in place of the English ones. */
function emojiFromUnicode(language) {
  const { annotations } = require(
    `cldr-annotations-full/annotations/${language}/annotations.json`,
  ).annotations;
  const { annotationsDerived } = require(
    `cldr-annotations-derived-full/annotationsDerived/${language}/annotations.json`,
  );
  const named = { ...annotationsDerived.annotations, ...annotations };
  const { emoji } = emojiIn('en');
  return {
    groups: groupNames[language],
    emoji: emoji.map((row) => {
      const [character, englishName, englishKeywords, ...rest] = row;
      // Unicode's names are those of the characters without variation selectors.
      const { tts: [label] = [englishName], default: tags = englishKeywords } =
        named[character.replaceAll('\ufe0f', '')] ?? {};
      return [character, label, keywordsBeside(label, tags), ...rest];
    }),
  };
}

/** What the name says already is found by the name. */
function keywordsBeside(label, tags) {
  const name = label.toLowerCase().split(/\s+/);
  const isNamed = (word) => name.includes(word);
  return tags.filter((tag) => !tag.toLowerCase().split(/\s+/).every(isNamed));
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
