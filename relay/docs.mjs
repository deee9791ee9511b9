// Writes the tables of docs/relay.md from the tables of options: `npm run docs`. The text around them is written by hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandTable } from './lib/cli/options/command-options.js';
import { describe, groups } from './lib/options/option-row.js';
import { optionTable } from './lib/options.js';

/** @import { DescribedOption } from './lib/options/option-row.js' */

const file = join(import.meta.dirname, '../docs/relay.md');
const start = '<!-- Written by `npm run docs` from the tables of options. -->';
const end = '<!-- The end of the tables. -->';

/** docs/relay.md with its tables as they have to be. */
export function optionDocs() {
  const text = readFileSync(file, 'utf8');
  const [before, rest] = text.split(start);
  const [, after] = rest?.split(end) ?? [];
  if (after === undefined) throw new Error(`${file} lacks the marks around the tables`);
  return [before, start, '\n\n', tables(), end, after].join('');
}

function tables() {
  // An option that only the command has is no key of `createRelay`.
  const ofCommand = describe(commandTable).map((option) => ({ ...option, path: '' }));
  const options = [...ofCommand, ...describe(optionTable)];
  return groups
    .map((group) => {
      const rows = options.filter((option) => option.group === group).map(row);
      return [
        `### ${group}\n`,
        '| `createRelay` | flag | variable | default | meaning |',
        '| --- | --- | --- | --- | --- |',
        ...rows,
        '',
      ];
    })
    .flat()
    .map((line) => `${line}\n`)
    .join('');
}

/** @param {DescribedOption} option */
function row({ path, flag, value, variable, on, meaning, ...rest }) {
  const cells = [
    path === '' ? '' : code(path),
    flag === undefined ? '' : code(value === undefined ? `--${flag}` : `--${flag} ${value}`),
    variable === undefined ? '' : code(on === undefined ? variable : `${variable}=${on}`),
    defaultCell(rest),
    linked(meaning),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** @param {Pick<DescribedOption, 'default' | 'defaultValue'>} option */
function defaultCell({ default: words, defaultValue }) {
  if (words !== undefined) return linked(words);
  return defaultValue === undefined ? '' : code(defaultValue);
}

/** @param {string} text */
function code(text) {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** @param {string} text */
function linked(text) {
  return text.replaceAll('*', '\\*').replaceAll(/docs\/([\w-]+\.md)/g, '[$1]($1)');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(file, optionDocs());
