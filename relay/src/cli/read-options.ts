import type { DescribedOption } from '../options/option-row.ts';
import { UsageError } from './usage.ts';

/** What `parseArgs` found, by the names of the flags. */
export type FlagValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** Where the value of an option stands. */
interface Given {
  /** The flag or the variable, for errors. */
  name: string;
  /** One for each time that the flag was given. */
  texts: string[] | undefined;
  /** Of the variable, where there is no flag. */
  variable: string | undefined;
}

/**
 * Reads options from flags and variables. A flag wins over its variable.
 *
 * @returns the values by path, not checked yet, and the flag or variable by which each was given, or could be
 * @throws {UsageError} for a text that is no number, and for a flag without the one that it goes with
 */
export function readOptions(
  options: readonly DescribedOption[],
  flags: FlagValues,
  env: NodeJS.ProcessEnv,
): { values: Record<string, unknown>; names: Record<string, string> } {
  const values: Record<string, unknown> = {};
  const names: Record<string, string> = {};
  for (const option of options) {
    if (option.flag === undefined) continue;
    const given = find(option, flags, env);
    names[option.path] = given.name;
    values[option.path] = valueOf(option, given);
  }
  for (const { path, flag, goesWith } of options) {
    if (goesWith === undefined || values[path] === undefined) continue;
    const other = options.find((each) => each.flag === goesWith);
    if (other && values[other.path] === undefined) throw new UsageError(`--${flag} goes with --${goesWith}`);
  }
  return { values: nested(values), names };
}

function find(
  { flag = '', variable, mayBeEmpty }: DescribedOption,
  flags: FlagValues,
  env: NodeJS.ProcessEnv,
): Given {
  const value = flags[flag];
  if (value !== undefined)
    return { name: `--${flag}`, texts: [value].flat().map(String), variable: undefined };
  const text = variable === undefined ? undefined : env[variable];
  const name = variable !== undefined && text ? variable : `--${flag}`;
  return { name, texts: undefined, variable: mayBeEmpty ? text : text || undefined };
}

function valueOf({ form = 'text', on }: DescribedOption, { name, texts, variable }: Given): unknown {
  const text = texts?.at(-1) ?? variable;
  switch (form) {
    case 'text':
      return text;
    case 'number':
      return text === undefined ? undefined : numberOf(text, name);
    case 'list':
      return texts ?? parts(variable);
    case 'pairs':
      return pairs((texts ?? parts(variable))?.flatMap((each) => parts(each) ?? []));
    case 'switch':
      return texts !== undefined || (variable !== undefined && variable === on);
  }
}

function numberOf(text: string, name: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new UsageError(`${name} must be a number`);
  return Number(text);
}

/** A text with commas in it. */
function parts(text: string | undefined): string[] | undefined {
  return (text || undefined)?.split(',').map((part) => part.trim());
}

/** `off`, or one or more of `sends=5/5`. */
function pairs(list: string[] | undefined): unknown {
  if (list === undefined || (list.length === 1 && list[0] === 'off')) return list?.[0];
  return Object.fromEntries(list.map((pair) => [pair.split('=')[0], pair.split('=').slice(1).join('=')]));
}

/** `{ 'webhook.url': … }` becomes `{ webhook: { url: … } }`. An object of which nothing is given stays absent. */
function nested(values: Record<string, unknown>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  const objects: Record<string, Record<string, unknown>> = {};
  for (const [path, value] of Object.entries(values)) {
    const [name = '', field] = path.split('.');
    if (field === undefined) plain[name] = value;
    else if (value !== undefined) objects[name] = { ...objects[name], [field]: value };
  }
  return { ...plain, ...objects };
}
