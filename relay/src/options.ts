import { defaultGreeting } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { silent } from './logger.ts';
import { fileOptions } from './options/file-options.ts';
import { hookOptions } from './options/hook-options.ts';
import { type OptionTable, schemasOf } from './options/option-row.ts';
import {
  allowOrDeny,
  apiKeySchema,
  bufferedSchema,
  drainSchema,
  editWindowSchema,
  filledSchema,
  keepDaysSchema,
  keepMessagesSchema,
  keepSchema,
  keysUrlSchema,
  leastBuffered,
  limitsOrOffSchema,
  loggerSchema,
  metricsAddressSchema,
  originSchema,
  pathSchema,
  receiverUrlSchema,
  redisUrlSchema,
  roomPatternsSchema,
  secretSchema,
  trustedProxiesSchema,
} from './options/option-schemas.ts';
import { signingSecretSchema } from './webhooks/signing-secret.ts';

/**
 * All options of `createRelay`. The types, the parser, the flags and variables of the command, `--help` and docs/relay.md come from
 * this table; `npm run docs` writes the latter. The hooks and the options for files are in files of their own in options/, and
 * options that only the command has in cli/options/command-options.ts.
 */
export const optionTable = {
  path: {
    group: 'Listening',
    schema: v.optional(pathSchema, '/'),
    flag: 'path',
    variable: 'RELAY_PATH',
    value: 'PATH',
    meaning: 'Path on the server below which the relay answers.',
  },
  trustProxy: {
    group: 'Listening',
    schema: v.optional(trustedProxiesSchema, []),
    default: 'no proxy',
    flag: 'trust-proxy',
    variable: 'RELAY_TRUST_PROXY',
    value: 'CIDR',
    form: 'list',
    meaning:
      'Proxies, as addresses or networks, whose forwarded headers tell the address of a client. One on a Unix socket counts as 127.0.0.1.',
  },
  origins: {
    group: 'Pages',
    schema: v.optional(v.array(originSchema), []),
    default: 'any page',
    flag: 'origin',
    variable: 'RELAY_ORIGINS',
    value: 'ORIGIN',
    form: 'list',
    meaning:
      'Pages that may connect. https://*.example.org stands for all subdomains of it. The relay’s own pages always may.',
  },
  demo: {
    group: 'Pages',
    schema: v.optional(v.boolean(), false),
    meaning:
      'Whether the relay serves the demo page at its path, and the documentation below it. The command does, without `--no-demo`.',
  },
  data: {
    group: 'Storage',
    schema: v.optional(filledSchema, './realtime-chat-data'),
    flag: 'data',
    variable: 'RELAY_DATA',
    value: 'PATH',
    meaning: 'Folder for rooms and secrets, made if it is absent, or :memory: to keep nothing.',
  },
  redis: {
    group: 'Storage',
    schema: v.optional(redisUrlSchema),
    default: 'no Redis',
    flag: 'redis',
    variable: 'RELAY_REDIS_URL',
    value: 'URL',
    meaning:
      'Keeps the rooms and the secrets in Redis 7 or Valkey. ?prefix=NAME at its end sets what the keys begin with.',
  },
  drainSeconds: {
    group: 'Storage',
    schema: v.optional(drainSchema, 5),
    flag: 'drain-seconds',
    variable: 'RELAY_DRAIN_SECONDS',
    value: 'SECONDS',
    form: 'number',
    meaning:
      'For how many seconds a relay that ends moves its clients to the others on the same Redis; 0: they are all cut off at once.',
  },
  keepMessages: {
    group: 'Storage',
    schema: v.optional(keepSchema(keepMessagesSchema)),
    default: 'all',
    flag: 'keep-messages',
    variable: 'RELAY_KEEP_MESSAGES',
    value: '[PATTERN=]N',
    form: 'byRoom',
    meaning:
      'How many of its newest messages each room keeps; support-*=1000 for rooms with such names. The longest pattern that fits counts.',
  },
  keepDays: {
    group: 'Storage',
    schema: v.optional(keepSchema(keepDaysSchema)),
    default: 'for ever',
    flag: 'keep-days',
    variable: 'RELAY_KEEP_DAYS',
    value: '[PATTERN=]DAYS',
    form: 'byRoom',
    meaning:
      'For how many days each room keeps a message, may be a fraction; support-*=30 for rooms with such names. The longest pattern that fits counts.',
  },
  editWindow: {
    group: 'Messages',
    schema: v.optional(editWindowSchema, 15),
    flag: 'edit-window',
    variable: 'RELAY_EDIT_WINDOW',
    value: 'MINUTES',
    form: 'number',
    meaning: 'For how many minutes people may edit and delete their own messages; 0: never.',
  },
  greeting: {
    group: 'Messages',
    schema: v.optional(v.string(), defaultGreeting),
    flag: 'greeting',
    variable: 'RELAY_GREETING',
    value: 'TEXT',
    mayBeEmpty: true,
    meaning:
      'What the relay says to everybody who enters; empty: nothing. The widget shows the default in the reader’s language.',
  },
  blocklist: {
    group: 'Moderation',
    schema: v.optional(v.array(v.string('must be a list of words'), 'must be a list of words'), []),
    default: 'none',
    meaning:
      'Words that are refused in messages and names. badw* stands for all that begin so. The command reads them from a file.',
  },
  guestLinks: {
    group: 'Moderation',
    schema: v.optional(v.picklist(['allow', 'hold'], 'must be allow or hold'), 'allow'),
    flag: 'guest-links',
    variable: 'RELAY_GUEST_LINKS',
    value: 'allow|hold',
    meaning: 'hold: a guest’s message with a link waits for a moderator, and a guest’s name may be no link.',
  },
  authSecret: {
    group: 'People',
    schema: v.optional(secretSchema),
    flag: 'auth-secret',
    variable: 'RELAY_AUTH_SECRET',
    value: 'TEXT',
    meaning:
      'Secret by which the site signs its tokens (HS256), 32 characters or more. Others on the machine can see flags, so give the variable.',
  },
  authJwks: {
    group: 'People',
    schema: v.optional(keysUrlSchema),
    flag: 'auth-jwks',
    variable: 'RELAY_AUTH_JWKS',
    value: 'URL',
    meaning: 'URL of the public keys by which the site’s tokens are checked.',
  },
  authIssuer: {
    group: 'People',
    schema: v.optional(filledSchema),
    flag: 'auth-issuer',
    variable: 'RELAY_AUTH_ISSUER',
    value: 'TEXT',
    meaning: 'The issuer (iss) that tokens must name.',
  },
  authAudience: {
    group: 'People',
    schema: v.optional(filledSchema),
    flag: 'auth-audience',
    variable: 'RELAY_AUTH_AUDIENCE',
    value: 'TEXT',
    meaning: 'The audience (aud) that tokens must name. Tokens with an audience need this option.',
  },
  guests: {
    group: 'People',
    schema: v.optional(allowOrDeny, 'allow'),
    flag: 'guests',
    variable: 'RELAY_GUESTS',
    value: 'allow|deny',
    meaning: 'Whether people whom the site does not name may connect.',
  },
  rooms: {
    group: 'People',
    schema: v.optional(roomPatternsSchema, ['*']),
    default: 'all',
    flag: 'rooms',
    variable: 'RELAY_ROOMS',
    value: 'PATTERN',
    form: 'list',
    meaning: 'Rooms that guests may enter. * stands for any characters.',
  },
  ownNames: {
    group: 'People',
    schema: v.optional(allowOrDeny, 'deny'),
    flag: 'own-names',
    variable: 'RELAY_OWN_NAMES',
    value: 'allow|deny',
    meaning: 'Whether people whom a token names may write under another name.',
  },
  pictures: {
    group: 'People',
    schema: v.optional(allowOrDeny, 'allow'),
    flag: 'pictures',
    variable: 'RELAY_PICTURES',
    value: 'allow|deny',
    meaning: 'Whether people have the pictures of their tokens; deny: everybody has initials.',
  },
  ...fileOptions,
  ...hookOptions,
  limits: {
    group: 'Limits',
    schema: v.optional(limitsOrOffSchema, {}),
    default: 'those of docs/security.md',
    flag: 'limits',
    variable: 'RELAY_LIMITS',
    value: 'LIST',
    form: 'pairs',
    meaning:
      'How often people may do what, such as sends=5/5,connections=20. Limits that are absent keep their default; off: no limits.',
  },
  maxBuffered: {
    group: 'Limits',
    schema: v.optional(bufferedSchema, leastBuffered),
    flag: 'max-buffered',
    variable: 'RELAY_MAX_BUFFERED',
    value: 'BYTES',
    form: 'number',
    meaning: `About how many bytes may wait for a connection that reads too slowly, at least ${leastBuffered}.`,
  },
  apiKey: {
    group: 'Your servers',
    schema: v.optional(apiKeySchema),
    default: 'no API',
    flag: 'api-key',
    variable: 'RELAY_API_KEY',
    value: 'TEXT',
    meaning: 'Key of 32 characters or more for the API over HTTP. Give the variable rather than the flag.',
  },
  webhook: {
    group: 'Your servers',
    schema: v.optional(v.strictObject({ url: receiverUrlSchema, secret: v.optional(signingSecretSchema) })),
    fields: {
      url: {
        flag: 'webhook',
        variable: 'RELAY_WEBHOOK',
        value: 'URL',
        meaning: 'URL to which the relay posts what is committed in every room.',
      },
      secret: {
        default: 'one that the relay makes, in the data folder or in Redis',
        flag: 'webhook-secret',
        goesWith: 'webhook',
        variable: 'RELAY_WEBHOOK_SECRET',
        value: 'TEXT',
        meaning:
          'Secret of the webhook’s signatures: whsec_ and 24 to 64 bytes as base64. Give the variable rather than the flag.',
      },
    },
  },
  metrics: {
    group: 'Log',
    schema: v.optional(metricsAddressSchema),
    default: 'no metrics',
    flag: 'metrics',
    variable: 'RELAY_METRICS',
    value: '[HOST:]PORT',
    meaning:
      'Port of its own for /metrics, which Prometheus reads. Without a host it listens on localhost alone.',
  },
  logger: {
    group: 'Log',
    schema: v.optional(loggerSchema, silent),
    default: 'no log',
    meaning: 'Takes the log. A logger of pino fits, and so does `console`. The command logs to stderr.',
  },
} satisfies OptionTable;

export const optionsSchema = v.strictObject(schemasOf(optionTable));

export type RelayOptions = v.InferInput<typeof optionsSchema>;

export type Options = v.InferOutput<typeof optionsSchema>;
