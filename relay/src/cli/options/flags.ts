import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parse, personSchema, roomSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { suggestion } from '../../nearest-name.ts';
import { describe, isRepeatable } from '../../options/option-row.ts';
import { optionTable } from '../../options.ts';
import { type CommandOptions, commandSchema, commandTable } from './command-options.ts';
import { assertKnownVariables } from './environment.ts';
import { type FlagValues, readOptions } from './read-options.ts';
import { UsageError } from './usage.ts';

const commandOptions = describe(commandTable);
const relayOptions = describe(optionTable);
const allOptions = [...commandOptions, ...relayOptions];

const variables = allOptions.flatMap(({ variable }) => variable ?? []);

const flags: NonNullable<ParseArgsConfig['options']> = {};
for (const { flag, form } of allOptions) {
  if (flag === undefined) continue;
  flags[flag] = form === 'switch' ? { type: 'boolean' } : { type: 'string', multiple: isRepeatable(form) };
}

/** What to do instead of relaying. */
export type Command = DataCommand | DoctorCommand;

/** Reads or changes the data folder. */
export type DataCommand =
  | { action: 'export'; room: string; to: string | undefined }
  | { action: 'import'; room: string; from: string | undefined }
  | { action: 'rooms' }
  | { action: 'person'; task: 'export'; person: string; to: string | undefined }
  | { action: 'person'; task: 'erase'; person: string }
  | { action: 'compact'; to: string | undefined }
  | { action: 'migrate'; to: 'redis' | 'data' };

/** Checks the folder, the options and, through its public URL, a running relay. */
export interface DoctorCommand {
  action: 'doctor';
  url: URL | undefined;
  json: boolean;
}

const commands = ['export', 'import', 'rooms', 'compact', 'migrate', 'doctor', 'person'] as const;

export interface Invocation extends CommandOptions {
  /** Absent where the relay is to be started. */
  command: Command | undefined;
  /** For `createRelay`, which checks them. Only what was given. */
  relay: Record<string, unknown>;
  /** The flag or variable by which each option was given, or could be. */
  names: Record<string, string>;
  /** The flags and variables that were given, but those of a command such as `--url`. */
  given: string[];
}

/**
 * A flag wins over its environment variable. A variable that is empty was not given, but for the greeting's.
 *
 * @throws {UsageError}
 */
export function parseInvocation(args: string[], env: NodeJS.ProcessEnv): Invocation {
  assertKnownVariables(env, variables);
  const { values, positionals } = parsedArgs(args);
  const own = readOptions(commandOptions, values, env);
  const settings = v.safeParse(commandSchema, own.values);
  if (!settings.success) {
    const [issue] = settings.issues;
    throw new UsageError(`${own.names[v.getDotPath(issue) ?? '']} ${issue.message}`);
  }
  const relay = readOptions(relayOptions, values, env);
  const names = { ...relay.names, ...own.names };
  const ofCommands = commandOptions.filter(({ group }) => group === 'Commands').map(({ path }) => path);
  const given = [...own.given.filter((path) => !ofCommands.includes(path)), ...relay.given];
  return {
    ...settings.output,
    command: parsedCommand(positionals, settings.output),
    relay: { ...relay.values, demo: !settings.output.noDemo },
    names,
    given: given.map((path) => names[path] ?? path),
  };
}

function parsedCommand(
  [word, ...rest]: string[],
  { room, to, from, url, json }: Pick<CommandOptions, 'room' | 'to' | 'from' | 'url' | 'json'>,
): Command | undefined {
  const takesTo =
    ['compact', 'migrate', 'export'].includes(word ?? '') || (word === 'person' && rest[0] === 'export');
  if (to !== undefined && !takesTo)
    throw new UsageError('--to needs the command compact, migrate, export or person export');
  if (to === '') throw new UsageError('--to must not be empty');
  if (from !== undefined && word !== 'import') throw new UsageError('--from needs the command import');
  if (from === '') throw new UsageError('--from must not be empty');
  if (url !== undefined && word !== 'doctor') throw new UsageError('--url needs the command doctor');
  if (json && word !== 'doctor') throw new UsageError('--json needs the command doctor');
  if (word === undefined && room === undefined) return undefined;
  if (word === undefined) throw new UsageError('--room needs the command export or import');
  const action = commands.find((each) => each === word);
  if (action === 'person') return personCommand(rest, room, to);
  if (action === undefined || rest.length > 0) {
    const words = [word, ...rest].join(' ');
    throw new UsageError(`${words} is no command${suggestion(words, commands)}`);
  }
  if (action !== 'export' && action !== 'import') {
    if (room !== undefined) throw new UsageError('--room needs the command export or import');
    if (action === 'doctor') return { action, url, json };
    if (action === 'migrate') {
      if (to !== undefined && to !== 'redis' && to !== 'data')
        throw new UsageError('--to must be redis or data for migrate');
      return { action, to: to ?? 'redis' };
    }
    return action === 'rooms' ? { action } : { action, to };
  }
  if (room === undefined) throw new UsageError(`${action} needs --room`);
  const parsed = parse(v.object({ room: roomSchema }), { room });
  if (!parsed.ok) throw new UsageError(`--${parsed.reason}`);
  return action === 'export' ? { action, room, to } : { action, room, from };
}

function personCommand(
  [task, id, ...more]: string[],
  room: string | undefined,
  to: string | undefined,
): Command {
  if (room !== undefined) throw new UsageError('--room needs the command export or import');
  if ((task !== 'export' && task !== 'erase') || id === undefined || more.length > 0) {
    throw new UsageError('person needs export or erase, and then the id of one person');
  }
  const parsed = parse(v.object({ person: personSchema }), { person: id });
  if (!parsed.ok) throw new UsageError(parsed.reason);
  return { action: 'person', person: id, ...(task === 'export' ? { task, to } : { task }) };
}

function parsedArgs(args: string[]): { values: FlagValues; positionals: string[] } {
  try {
    return parseArgs({ args: withNegativeNumbers(args), options: flags, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const unknown = /^Unknown option '--(?<name>[^']+)'/.exec(error.message)?.groups?.name;
    if (unknown !== undefined) {
      const near = suggestion(unknown, Object.keys(flags)).replace('mean ', 'mean --');
      throw new UsageError(`there is no flag '--${unknown}'${near}`, { cause: error });
    }
    // Node explains at length how to pass what looks like a flag; its first sentence says what is wrong.
    throw new UsageError(error.message.split(/\.\s/, 1)[0], { cause: error });
  }
}

/** `parseArgs` takes the number in `--keep-days -1` for a flag. Joined to its flag it is a value, which can be judged. */
function withNegativeNumbers(args: string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    const isValue = /^-\d/.test(arg) && last !== undefined && /^--[^=]+$/.test(last);
    if (isValue) joined.splice(-1, 1, `${last}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}
