import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { signsFont, signsRange } from './signs-font.ts';

const { resolve } = createRequire(import.meta.url);

const latin = (face: string): string => `@fontsource/noto-sans/files/noto-sans-latin-${face}.woff2`;
const arabic = (face: string): string =>
  `@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-${face}.woff2`;

const looks = [
  ...[400, 600, 700].map((weight) => ({ weight, style: 'normal' })),
  { weight: 400, style: 'italic' },
];
// A face is found by its weight and style, so all that make up one have the same.
const faces = looks.flatMap(({ weight, style }) => {
  const look = `font-weight: ${weight}; font-style: ${style}`;
  return [
    { file: latin(`${weight}-${style}`), look },
    // Arabic letters have no italics.
    { file: arabic(`${weight}-normal`), look: `${look}; unicode-range: U+600-6FF, U+200C-200F` },
    { file: '/signs.ttf', look: `${look}; unicode-range: ${signsRange}` },
  ];
});

/** By these a page asks for letters: the chat's own default, that of code, and those of the themes. */
const families = ['Pictured', 'ui-monospace', 'Georgia'];

/** The style sheet and the files for a page whose letters are the same on every machine. */
export function fontFiles(): Map<string, { type: string; body: Buffer | string }> {
  const files = new Map<string, { type: string; body: Buffer | string }>();
  const rules = families.flatMap((family) =>
    faces.map(
      ({ file, look }) =>
        `@font-face { font-family: ${family}; src: url(${urlOf(file)}); font-display: block; ${look} }`,
    ),
  );
  for (const { file } of faces.filter(({ file }) => !file.startsWith('/')))
    files.set(urlOf(file), { type: 'font/woff2', body: readFileSync(resolve(file)) });
  files.set('/signs.ttf', { type: 'font/ttf', body: signsFont() });
  files.set('/fonts.css', { type: 'text/css', body: rules.join('\n') });
  return files;
}

function urlOf(file: string): string {
  return `/${file.split('/').at(-1)}`;
}
