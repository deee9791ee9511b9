import type { DescribedOption } from '../../options/option-row.ts';
import { UsageError } from './usage.ts';

/** The result of `parseArgs`: the values by flag. */
export type FlagValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** The raw values of an option, and the flag or variable that has them. */
interface Given {
  /** The flag or the variable, for error messages. */
  name: string;
  /** The values of the flag, one for each time that it was given. */
  texts: string[] | undefined;
  /** The value of the variable, if the flag was not given. */
  variable: string | undefined;
}

/**
 * Reads options from flags and variables. A flag wins over its variable.
 *
 * @returns all by the option's path. `values`: not validated yet. `names`: the flag or variable that gave the value, else the
 * flag that can give it. `given`: the paths that have a value
 * @throws {UsageError} for a number that is not one, and for a flag without the other flag that it needs
 */
export function readOptions(
  options: readonly DescribedOption[],
  flags: FlagValues,
  env: NodeJS.ProcessEnv,
): { values: Record<string, unknown>; names: Record<string, string>; given: string[] } {
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
    if (other && values[other.path] === undefined) throw new UsageError(`--${flag} needs --${goesWith}`);
  }
  // An absent switch is false.
  const given = Object.keys(values).filter((path) => values[path] !== undefined && values[path] !== false);
  return { values: nested(values), names, given };
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
    case 'byRoom':
      return byRoom(texts ?? parts(variable), name);
    case 'switch':
      return texts !== undefined || (variable !== undefined && variable === on);
  }
}

function numberOf(text: string, name: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new UsageError(`${name} must be a number`);
  return Number(text);
}

/** Reads numbers for all rooms, such as `30`, or for some, such as `support-*=30`. */
function byRoom(list: string[] | undefined, name: string): unknown {
  const pairs = list?.map((text) => {
    // The name of a room may contain `=` too.
    const end = text.lastIndexOf('=');
    return [end === -1 ? '*' : text.slice(0, end), numberOf(text.slice(end + 1), name)] as const;
  });
  const [[pattern, number] = [], ...more] = pairs ?? [];
  return pattern === '*' && more.length === 0 ? number : pairs && Object.fromEntries(pairs);
}

/** The parts of a text that is separated by commas; undefined for an empty text. */
function parts(text: string | undefined): string[] | undefined {
  return (text || undefined)?.split(',').map((part) => part.trim());
}

/** Reads `off`, or pairs such as `sends=5/5`. */
function pairs(list: string[] | undefined): unknown {
  if (list === undefined || (list.length === 1 && list[0] === 'off')) return list?.[0];
  return Object.fromEntries(list.map((pair) => [pair.split('=')[0], pair.split('=').slice(1).join('=')]));
}

/** `{ 'webhook.url': … }` becomes `{ webhook: { url: … } }`. An object without any given field stays absent. */
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
