import * as v from 'valibot';
import { type OptionTable, schemasOf } from '../../options/option-row.ts';
import { filledSchema } from '../../options/option-schemas.ts';

const portSchema = v.pipe(
  v.number(),
  v.integer('must be a whole number'),
  v.minValue(0, 'must be at least 0'),
  v.maxValue(65535, 'must be at most 65535'),
);

const logLevelSchema = v.picklist(
  ['debug', 'info', 'warn', 'error', 'silent'],
  'must be debug, info, warn, error or silent',
);

/** The URL below which the relay answers. Ends with a slash once it is parsed. */
const publicUrlSchema = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !/[?#@]/.test(text),
    'must be like https://www.example.org/chat',
  ),
  v.transform((text) => new URL(text.endsWith('/') ? text : `${text}/`)),
);

/** The options that only the command has. `createRelay` has the others, see options.ts. */
export const commandTable = {
  port: {
    group: 'Listening',
    schema: v.optional(portSchema, 3700),
    flag: 'port',
    variable: 'PORT',
    value: 'NUMBER',
    form: 'number',
    meaning: 'Port to listen on; 0 picks a free one.',
  },
  host: {
    group: 'Listening',
    schema: v.optional(filledSchema, 'localhost'),
    flag: 'host',
    variable: 'HOST',
    value: 'NAME',
    meaning: 'Name or address to listen on; 0.0.0.0 for all addresses of the machine.',
  },
  noDemo: {
    group: 'Pages',
    schema: v.boolean(),
    flag: 'no-demo',
    variable: 'RELAY_DEMO',
    form: 'switch',
    on: 'off',
    meaning: 'Do not serve the demo page, nor the documentation below it.',
  },
  blocklist: {
    group: 'Moderation',
    schema: v.optional(v.string()),
    default: 'none',
    flag: 'blocklist',
    variable: 'RELAY_BLOCKLIST',
    value: 'FILE',
    meaning: 'File of words that are refused in messages and names, one a line; badw* for all that begin so.',
  },
  logLevel: {
    group: 'Log',
    schema: v.optional(logLevelSchema),
    default: 'info; on a terminal warn',
    flag: 'log-level',
    variable: 'RELAY_LOG_LEVEL',
    value: 'LEVEL',
    meaning: 'What goes to stderr: debug, info, warn, error or silent.',
  },
  room: {
    group: 'Commands',
    schema: v.optional(v.string()),
    flag: 'room',
    value: 'NAME',
    meaning: 'The room to export or to import.',
  },
  to: {
    group: 'Commands',
    schema: v.optional(v.string()),
    flag: 'to',
    value: 'PATH',
    meaning:
      'For compact, a folder for the copy, where the disk of the data has no room for it; for export and person export, a folder for the files of messages; for migrate, redis (if absent) or data: where the rooms go.',
  },
  from: {
    group: 'Commands',
    schema: v.optional(v.string()),
    flag: 'from',
    value: 'PATH',
    meaning: 'For import, the folder with the files of messages that export --to has filled.',
  },
  url: {
    group: 'Commands',
    schema: v.optional(publicUrlSchema),
    flag: 'url',
    value: 'URL',
    meaning:
      'The public URL of the chat, such as https://www.example.org/chat, through which doctor looks at the relay.',
  },
  json: {
    group: 'Commands',
    schema: v.boolean(),
    flag: 'json',
    form: 'switch',
    meaning: 'What doctor finds, as JSON.',
  },
  help: {
    group: 'Help',
    schema: v.boolean(),
    flag: 'help',
    form: 'switch',
    meaning: 'Print this.',
  },
  version: {
    group: 'Help',
    schema: v.boolean(),
    flag: 'version',
    form: 'switch',
    meaning: 'Print the version.',
  },
} satisfies OptionTable;

export const commandSchema = v.object(schemasOf(commandTable));

export type CommandOptions = v.InferOutput<typeof commandSchema>;
