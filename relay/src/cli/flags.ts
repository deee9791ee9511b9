import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parse, roomSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { suggestion } from '../nearest-name.ts';
import { knownVariables } from './environment.ts';
import { sources } from './option-sources.ts';
import { UsageError } from './usage-error.ts';

export const usage = `Usage: realtime-chat-relay [options]
       realtime-chat-relay export --room NAME [--data PATH] > room.jsonl
       realtime-chat-relay import --room NAME [--data PATH] < room.jsonl
       realtime-chat-relay rooms [--data PATH]
       realtime-chat-relay compact [--data PATH] [--to PATH]

  --port NUMBER      port to listen on; 0 picks a free one (PORT, default 3700)
  --host NAME        name or address to listen on (HOST, default localhost)
  --data PATH        folder for rooms and secrets, or :memory: (RELAY_DATA, default ./realtime-chat-data)
  --keep-messages N  each room keeps its newest N messages; default all (RELAY_KEEP_MESSAGES)
  --keep-days D      each room keeps a message for D days; default for ever (RELAY_KEEP_DAYS)
  --edit-window MINUTES  how long people may edit and delete what they wrote; 0: never
                     (RELAY_EDIT_WINDOW, default 15)
  --origin URL       page that may connect, repeatable; https://*.example.org stands for all subdomains of it;
                     the relay's own always may; default any (RELAY_ORIGINS, separated by commas)
  --limits LIST      how often what may be done, such as sends=5/5,connections=20, or off (RELAY_LIMITS)
  --trust-proxy CIDR proxy whose forwarded headers tell where people come from, repeatable
                     (RELAY_TRUST_PROXY, separated by commas)
  --max-buffered B   bytes that may wait for a connection that reads too slowly, at least 1048576
                     (RELAY_MAX_BUFFERED, default 1048576)
  --auth-secret TEXT secret of the site's tokens, of 32 characters or more; better given as RELAY_AUTH_SECRET,
                     since command lines can be seen by others
  --auth-jwks URL    where the public keys of the site's tokens are (RELAY_AUTH_JWKS)
  --auth-issuer TEXT, --auth-audience TEXT
                     by whom and for whom tokens must be (RELAY_AUTH_ISSUER, RELAY_AUTH_AUDIENCE)
  --api-key TEXT     key of 32 characters or more for the API over HTTP; without it there is none; better given as
                     RELAY_API_KEY
  --webhook URL      who is told, by HTTP, what is committed in every room (RELAY_WEBHOOK)
  --webhook-secret TEXT
                     secret of the webhook's signatures, whsec_ and base64; default one in the data folder;
                     better given as RELAY_WEBHOOK_SECRET
  --guests ALLOW     allow or deny: whether people without a token may come in (RELAY_GUESTS, default allow)
  --rooms PATTERN    rooms that guests may enter, repeatable; * stands for any characters; default all
                     (RELAY_ROOMS, separated by commas)
  --guest-links HOLD allow or hold: whether a guest's message with an address in it waits for a moderator
                     (RELAY_GUEST_LINKS, default allow); hold also refuses an address as a guest's name
  --own-names ALLOW  allow or deny: whether people whom a token names may write under another name
                     (RELAY_OWN_NAMES, default deny)
  --blocklist FILE   words that are not wanted in messages and names, one a line; badw* for all that begin so
                     (RELAY_BLOCKLIST)
  --path PATH        where on the server the relay lives (RELAY_PATH, default /)
  --greeting TEXT    what newcomers are told, empty for nothing (RELAY_GREETING)
  --no-demo          do not serve the demo page (RELAY_DEMO=off)
  --log-level LEVEL  what goes to stderr: debug, info, warn, error or silent (RELAY_LOG_LEVEL, default info)
  --room NAME        the room to export or to import
  --to PATH          folder for the compacted copy, where the disk of the data has no room for it
  --help             print this
  --version          print the version
`;

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  'keep-messages': { type: 'string' },
  'keep-days': { type: 'string' },
  'edit-window': { type: 'string' },
  room: { type: 'string' },
  to: { type: 'string' },
  origin: { type: 'string', multiple: true },
  limits: { type: 'string', multiple: true },
  'trust-proxy': { type: 'string', multiple: true },
  'max-buffered': { type: 'string' },
  'auth-secret': { type: 'string' },
  'auth-jwks': { type: 'string' },
  'auth-issuer': { type: 'string' },
  'auth-audience': { type: 'string' },
  'api-key': { type: 'string' },
  webhook: { type: 'string' },
  'webhook-secret': { type: 'string' },
  guests: { type: 'string' },
  rooms: { type: 'string', multiple: true },
  'guest-links': { type: 'string' },
  'own-names': { type: 'string' },
  blocklist: { type: 'string' },
  path: { type: 'string' },
  greeting: { type: 'string' },
  'no-demo': { type: 'boolean' },
  'log-level': { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

const number = v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/, 'must be a number'), v.transform(Number));
const port = v.pipe(
  number,
  v.integer('must be a whole number'),
  v.minValue(0, 'must be at least 0'),
  v.maxValue(65535, 'must be at most 65535'),
);

const settingsSchema = v.object({
  port: v.optional(port, '3700'),
  host: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), 'localhost'),
  keepMessages: v.optional(
    v.pipe(number, v.integer('must be a whole number'), v.minValue(1, 'must be at least 1')),
  ),
  keepDays: v.optional(v.pipe(number, v.gtValue(0, 'must be more than 0'))),
  editWindow: v.optional(v.pipe(number, v.minValue(0, 'must not be negative'))),
  maxBuffered: v.optional(number),
  blocklist: v.optional(v.string()),
  logLevel: v.optional(
    v.picklist(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
    'info',
  ),
});

/** What to do instead of relaying. */
export type Command =
  | { action: 'export' | 'import'; room: string }
  | { action: 'rooms' }
  | { action: 'compact'; to: string | undefined };

const commands = ['export', 'import', 'rooms', 'compact'] as const;

export interface Invocation extends v.InferOutput<typeof settingsSchema> {
  help: boolean;
  version: boolean;
  /** Absent where the relay is to be started. */
  command: Command | undefined;
  /** For `createRelay`, which checks them. Only what was given. */
  relay: Record<string, unknown>;
  /** The flag or variable by which each option was given, or could be. */
  names: Record<string, string>;
}

/**
 * A flag wins over its environment variable. A variable that is empty was not given, but for the greeting's.
 *
 * @throws {UsageError}
 */
export function parseInvocation(args: string[], environment: NodeJS.ProcessEnv): Invocation {
  const env = knownVariables(environment);
  const { values, positionals } = parsedArgs(args);
  const given = sources.map(({ key, flag, variable }) => [key, values[flag] ?? (env[variable] || undefined)]);
  const names: Record<string, string> = Object.fromEntries(
    sources.map(({ key, flag, variable }) => [
      key,
      values[flag] === undefined && env[variable] ? variable : `--${flag}`,
    ]),
  );
  const settings = v.safeParse(settingsSchema, Object.fromEntries(given));
  if (!settings.success) {
    const [issue] = settings.issues;
    const name = names[v.getDotPath(issue) ?? ''];
    throw new UsageError(`${name} ${issue.message}`);
  }
  const { keepMessages, keepDays, editWindow, maxBuffered } = settings.output;
  const relay = {
    keepMessages,
    keepDays,
    editWindow,
    maxBuffered,
    limits: limitsFrom(values.limits ?? listed(env.RELAY_LIMITS)),
    trustProxy: values['trust-proxy'] ?? listed(env.RELAY_TRUST_PROXY),
    data: values.data ?? (env.RELAY_DATA || undefined),
    origins: values.origin ?? listed(env.RELAY_ORIGINS),
    authSecret: values['auth-secret'] ?? (env.RELAY_AUTH_SECRET || undefined),
    authJwks: values['auth-jwks'] ?? (env.RELAY_AUTH_JWKS || undefined),
    authIssuer: values['auth-issuer'] ?? (env.RELAY_AUTH_ISSUER || undefined),
    authAudience: values['auth-audience'] ?? (env.RELAY_AUTH_AUDIENCE || undefined),
    guestLinks: values['guest-links'] ?? (env.RELAY_GUEST_LINKS || undefined),
    ownNames: values['own-names'] ?? (env.RELAY_OWN_NAMES || undefined),
    apiKey: values['api-key'] ?? (env.RELAY_API_KEY || undefined),
    webhook: webhookFrom(
      values.webhook ?? (env.RELAY_WEBHOOK || undefined),
      values['webhook-secret'] ?? (env.RELAY_WEBHOOK_SECRET || undefined),
    ),
    guests: values.guests ?? (env.RELAY_GUESTS || undefined),
    rooms: values.rooms ?? listed(env.RELAY_ROOMS),
    path: values.path ?? (env.RELAY_PATH || undefined),
    greeting: values.greeting ?? env.RELAY_GREETING,
    demo: !(values['no-demo'] ?? env.RELAY_DEMO === 'off'),
  };
  const command = parsedCommand(positionals, values);
  return {
    ...settings.output,
    help: values.help ?? false,
    version: values.version ?? false,
    command,
    relay,
    names,
  };
}

/** A variable with commas in it. */
function listed(text: string | undefined): string[] | undefined {
  return (text || undefined)?.split(',').map((part) => part.trim());
}

/** `off`, or one or more of `sends=5/5,joins=10/10`. */
function limitsFrom(lists: string[] | undefined): unknown {
  const parts = lists?.flatMap((list) => listed(list) ?? []);
  if (!parts || (parts.length === 1 && parts[0] === 'off')) return parts?.[0];
  return Object.fromEntries(parts.map((part) => [part.split('=')[0], part.split('=').slice(1).join('=')]));
}

function webhookFrom(url: string | undefined, secret: string | undefined): unknown {
  if (url === undefined && secret !== undefined) throw new UsageError('--webhook-secret goes with --webhook');
  return url === undefined ? undefined : { url, ...(secret !== undefined && { secret }) };
}

function parsedCommand(
  [word, ...rest]: string[],
  { room, to }: { room?: string; to?: string },
): Command | undefined {
  if (to !== undefined && word !== 'compact') throw new UsageError('--to goes with compact');
  if (word === undefined && room === undefined) return undefined;
  if (word === undefined) throw new UsageError('--room goes with export or import');
  const action = commands.find((each) => each === word);
  if (action === undefined || rest.length > 0) {
    const words = [word, ...rest].join(' ');
    throw new UsageError(`${words} is no command${suggestion(words, commands)}`);
  }
  if (action === 'rooms' || action === 'compact') {
    if (room !== undefined) throw new UsageError('--room goes with export or import');
    if (to === '') throw new UsageError('--to must not be empty');
    return action === 'rooms' ? { action } : { action, to };
  }
  if (room === undefined) throw new UsageError(`${action} needs --room`);
  const parsed = parse(v.object({ room: roomSchema }), { room });
  if (!parsed.ok) throw new UsageError(`--${parsed.reason}`);
  return { action, room };
}

function parsedArgs(args: string[]) {
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
