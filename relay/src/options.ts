import { limits } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { addressing } from './connection/client-address.ts';
import type { Authenticate } from './connection/identify.ts';
import type { Filter } from './messages/content-filter.ts';
import { limitsSchema } from './limits/rate-limits.ts';
import { isOrigin } from './http/origins.ts';
import { inMemory } from './log/open-log.ts';
import { type Logger, silent } from './logger.ts';
import type { Authorize } from './moderation/permissions.ts';
import type { OnReport } from './handlers/reports.ts';
import { signingSecretSchema } from './webhooks/signing-secret.ts';
import { suggestion } from './nearest-name.ts';
import { mostAtOnce } from './rooms/payload-size.ts';

const originSchema = v.pipe(
  v.string(),
  v.check(isOrigin, 'must be like https://example.org, or https://*.example.org for its subdomains'),
);

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isReceiver(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

function functionSchema<T>() {
  return v.custom<T>((value) => typeof value === 'function', 'must be a function');
}

const optionsSchema = v.strictObject({
  /** The folder for rooms and secrets, made if it is not there, or `:memory:`. */
  data: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), './realtime-chat-data'),
  /**
   * The pages that may connect, as origins; `https://*.example.org` stands for all subdomains of it. None: any page
   * may.
   */
  origins: v.optional(v.array(originSchema), []),
  /** Where on the server the relay lives. */
  path: v.optional(
    v.pipe(
      v.string(),
      v.startsWith('/', 'must begin with /'),
      v.regex(/^[^?#]*$/, 'must not hold ? or #'),
      v.transform((path) => (path.endsWith('/') ? path : `${path}/`)),
    ),
    '/',
  ),
  /** The relay's own words to who comes in; empty for none. */
  greeting: v.optional(v.string(), 'welcome to the chat'),
  /** Whether the demo page is served at the path itself. */
  demo: v.optional(v.boolean(), false),
  /** How many of its newest messages each room keeps. None: all. */
  keepMessages: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1, 'must be at least 1'))),
  /** For how many days each room keeps a message; a fraction will do. None: for ever. */
  keepDays: v.optional(v.pipe(v.number(), v.gtValue(0, 'must be more than 0'))),
  /** For how many minutes people may edit and delete what they wrote; 0 for never. */
  editWindow: v.optional(
    v.pipe(v.number(), v.finite('must be finite'), v.minValue(0, 'must not be negative')),
    15,
  ),
  /** How often what may be done, by name; `off` for trusted networks. Those that are not named are as usual. */
  limits: v.optional(
    v.pipe(
      v.lazy((given) => (given === 'off' ? v.literal('off') : limitsSchema)),
      v.transform((given) => (given === 'off' ? undefined : given)),
    ),
    {},
  ),
  /**
   * The proxies whose word counts for where a request comes from, as addresses or in CIDR notation. One that connects over
   * a Unix socket counts as 127.0.0.1.
   */
  trustProxy: v.optional(
    v.pipe(
      v.array(v.string()),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        try {
          return addressing(dataset.value);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          addIssue({ message: `must be addresses, or networks in CIDR notation: ${reason}` });
          return NEVER;
        }
      }),
    ),
    [],
  ),
  /** About how many bytes may wait for a connection that does not read them. An answer may have to wait for another. */
  maxBuffered: v.optional(
    v.pipe(
      v.number(),
      v.safeInteger('must be a whole number'),
      v.minValue(2 * mostAtOnce, `must be at least ${2 * mostAtOnce}`),
    ),
    2 * mostAtOnce,
  ),
  /** Tells who connects, from the token that the page gave or from the request. Without it everybody is a guest. */
  authenticate: v.optional(functionSchema<Authenticate>()),
  /** The secret of a site's tokens (HS256), or the URL of its public keys. */
  authSecret: v.optional(v.pipe(v.string(), v.minLength(32, 'must have at least 32 characters'))),
  authJwks: v.optional(
    v.pipe(
      v.string(),
      v.check(isWebAddress, 'must be a URL that begins with https:// or http://'),
      // They would be in the log, and `fetch` takes no such URL.
      v.check(isReceiver, 'must be a URL without a name or password'),
    ),
  ),
  /** Who must have made the tokens, and for whom, where that is to be checked. */
  authIssuer: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  authAudience: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  /** Whoever has it may use the API over HTTP. Without it there is none. */
  apiKey: v.optional(
    v.pipe(
      v.string(),
      v.minLength(32, 'must have at least 32 characters'),
      v.regex(/^[\x21-\x7e]+$/, 'must be letters, digits and signs of ASCII, without spaces'),
    ),
  ),
  /**
   * Who is told what is committed in every room, and the secret of the signatures; where it is absent, the relay makes
   * one, which is in the data folder.
   */
  webhook: v.optional(
    v.strictObject({
      url: v.pipe(
        v.string('must be a URL'),
        v.check(isReceiver, 'must be like https://example.org/hook, without a name or password'),
      ),
      secret: v.optional(signingSecretSchema),
    }),
  ),
  /** Whether those whom the site does not know may come in. */
  guests: v.optional(v.picklist(['allow', 'deny'], 'must be allow or deny'), 'allow'),
  /** The rooms that guests may enter, as patterns in which `*` stands for any characters. None named: all. */
  rooms: v.optional(
    v.array(
      v.pipe(
        v.string('must be a string'),
        v.nonEmpty('must not be empty'),
        v.maxLength(limits.room, `must have at most ${limits.room} characters`),
      ),
      'must be a list',
    ),
    ['*'],
  ),
  /** Whether people whom the site names by their token may write under another name. */
  ownNames: v.optional(v.picklist(['allow', 'deny'], 'must be allow or deny'), 'deny'),
  /** Decides whether a person may do something in a room. Without it their roles and the `rooms` of their identity do. */
  authorize: v.optional(functionSchema<Authorize>()),
  /** Looks at each text before it is stored. */
  filter: v.optional(functionSchema<Filter>()),
  /** Words that are wanted neither in texts nor in names; `badw*` stands for all that begin so. */
  blocklist: v.optional(v.array(v.string('must be a list of words'), 'must be a list of words'), []),
  /** Whether a guest's message with an address in it is shown at once, or waits for a moderator. */
  guestLinks: v.optional(v.picklist(['allow', 'hold'], 'must be allow or hold'), 'allow'),
  /** Is told of each message that somebody reports. */
  onReport: v.optional(functionSchema<OnReport>()),
  /** How many seconds a hook may take to answer. The widget waits 8 s for the answer to a request. */
  hookTimeout: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.gtValue(0, 'must be more than 0'),
      v.maxValue(7, 'must be at most 7'),
    ),
    5,
  ),
  /** After how many seconds `authorize` is asked again about those who are in a room. */
  reviewInterval: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(86_400, 'must be at most 86400'),
    ),
    60,
  ),
  logger: v.optional(
    v.custom<Logger>((value) => typeof value === 'object' && value !== null),
    silent,
  ),
});

export type RelayOptions = v.InferInput<typeof optionsSchema>;

export type Options = v.InferOutput<typeof optionsSchema>;

/** An option that is wrong. Who gives options by other names, as the command does, can tell it by those. */
export class OptionError extends TypeError {
  readonly path: string;
  /** What is wrong, as a sentence without a subject, in which other options go by the names that are given for them. */
  readonly problemFor: (nameOf: (option: string) => string) => string;

  constructor(path: string, problem: string | OptionError['problemFor']) {
    const problemFor = typeof problem === 'string' ? () => problem : problem;
    super(`option ${path}: ${problemFor((option) => option)}`);
    this.path = path;
    this.problemFor = problemFor;
  }
}

/** @throws {OptionError} that names the option. */
export function parseOptions(options: unknown): Options {
  const result = v.safeParse(optionsSchema, options);
  if (result.success) return consistent(result.output);
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? '';
  if (issue.type === 'strict_object') throw new OptionError(path, `is not known${nearKnown(path)}`);
  throw new OptionError(path, issue.message);
}

/** The option that was probably meant, as the end of a sentence. */
function nearKnown(path: string): string {
  const within = path.split('.').slice(0, -1).join('.');
  const known = within === 'limits' ? limitsSchema.entries : within === '' ? optionsSchema.entries : {};
  return suggestion(path.split('.').at(-1) ?? '', Object.keys(known));
}

function consistent(options: Options): Options {
  // One way to know people is enough: of two, it would have to be guessed which one counts.
  const ways = (['authenticate', 'authSecret', 'authJwks'] as const).filter(
    (way) => options[way] !== undefined,
  );
  const [, second] = ways;
  if (second !== undefined) {
    throw new OptionError(second, (nameOf) => `goes not together with ${nameOf(ways[0] ?? '')}`);
  }
  if (options.guests === 'deny' && ways.length === 0) {
    throw new OptionError(
      'guests',
      (nameOf) => `deny needs a way to know others, as ${nameOf('authSecret')} or ${nameOf('authJwks')}`,
    );
  }
  if (options.webhook && options.webhook.secret === undefined && options.data === inMemory) {
    throw new OptionError(
      'webhook.secret',
      'is needed where data is in memory: nobody could know one of the relay’s own',
    );
  }
  return options;
}
