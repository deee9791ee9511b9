// Writes the tables of options for docs/relay.md; docs.mjs puts them there.
import { commandTable } from './lib/cli/options/command-options.js';
import { describe, groups } from './lib/options/option-row.js';
import { optionTable } from './lib/options.js';

/** @import { DescribedOption } from './lib/options/option-row.js' */

/** Returns Markdown. */
export function optionTables() {
  // `createRelay` has no key for an option that only the command has, so the first column stays empty.
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
