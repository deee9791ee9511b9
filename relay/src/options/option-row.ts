import * as v from 'valibot';

/** The headings under which `--help` and docs/relay.md list the options, in this order. */
export const groups = [
  'Listening',
  'Pages',
  'Storage',
  'Messages',
  'Files',
  'Moderation',
  'People',
  'Hooks',
  'Limits',
  'Your servers',
  'Log',
  'Commands',
  'Help',
] as const;

/**
 * How the command reads the value of an option. A `list` repeats its flag, and has commas in its variable. `pairs` are
 * such a list of `name=value`. `byRoom` is a list of numbers, for all rooms or as `pattern=number`. A `switch` takes no value.
 */
type Form = 'text' | 'number' | 'list' | 'pairs' | 'byRoom' | 'switch';

/** Whether a flag of this form can be repeated. */
export function isRepeatable(form: Form | undefined): boolean {
  return form === 'list' || form === 'pairs' || form === 'byRoom';
}

/** How an option is documented, and how the command line gives it. */
interface About {
  /** Meaning and unit, in short sentences. */
  meaning: string;
  /** The default in words, if the schema has none, or if its value does not explain itself. */
  default?: string;
  /** The flag without its dashes. If absent, only `createRelay` has the option. */
  flag?: string;
  variable?: string;
  /** Stands for the value in `--help`. */
  value?: string;
  /** `text` if absent. */
  form?: Form;
  /** For a switch: the value of the variable that turns it on. */
  on?: string;
  /** Another flag that must be given too. */
  goesWith?: string;
  /** An empty variable is a value. For all other options it counts as absent. */
  mayBeEmpty?: boolean;
}

export interface OptionRow extends Partial<About> {
  group: (typeof groups)[number];
  schema: v.GenericSchema;
  /** For an option that is an object: its fields one by one. */
  fields?: Record<string, About>;
}

export type OptionTable = Record<string, OptionRow>;

/** One line of the lists of options. */
export interface DescribedOption extends About {
  /** The key of `createRelay`, such as `webhook.url`. */
  path: string;
  group: OptionRow['group'];
  /** The default of the schema. */
  defaultValue: string | undefined;
}

/** All options of a table, the fields of an object one by one. */
export function describe(table: OptionTable): DescribedOption[] {
  return Object.entries(table).flatMap(([name, { group, schema, fields, meaning = '', ...about }]) => {
    if (fields === undefined)
      return [{ path: name, group, meaning, ...about, defaultValue: defaultOf(schema) }];
    return Object.entries(fields).map(([field, its]) => ({
      path: `${name}.${field}`,
      group,
      ...its,
      defaultValue: undefined,
    }));
  });
}

function defaultOf(schema: v.GenericSchema): string | undefined {
  const value: unknown = v.getDefault(schema);
  // Other defaults, as a list or a logger, are in the table in words.
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/** The schemas of a table by their names, for `v.object`. */
export function schemasOf<T extends OptionTable>(table: T): { [Name in keyof T]: T[Name]['schema'] };
// TypeScript types the result of `Object.fromEntries` by one type for all values, so the signature above tells it.
export function schemasOf(table: OptionTable): Record<string, v.GenericSchema> {
  return Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema]));
}
