import * as v from 'valibot';
import { fileLimitsSchema } from '../files/file-limits.ts';
import { limitsSchema } from '../limits/rate-limits.ts';
import { inMemory } from '../log/open-log.ts';
import { suggestion } from '../nearest-name.ts';
import { type Options, optionsSchema, optionTable } from '../options.ts';

/** A wrong option. The command names it by its flag or variable. */
export class OptionError extends TypeError {
  /** The option, such as `limits.sends`. */
  readonly path: string;
  /** The problem as a sentence without a subject. Other options in it go by the names that `nameOf` gives. */
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
  // valibot reports a key too many and a key too few by the same type.
  if (issue.type === 'strict_object' && issue.input !== undefined) {
    throw new OptionError(path, `is not known${nearKnown(path)}`);
  }
  if (issue.type === 'strict_object') throw new OptionError(path, 'is needed');
  throw new OptionError(path, issue.message);
}

/** The option that was probably meant, as the end of a sentence. */
function nearKnown(path: string): string {
  const within = path.split('.').slice(0, -1).join('.');
  const entries: Partial<Record<string, object>> = {
    '': optionTable,
    limits: limitsSchema.entries,
    fileLimits: fileLimitsSchema.entries,
  };
  const known = entries[within] ?? {};
  return suggestion(path.split('.').at(-1) ?? '', Object.keys(known));
}

/** Checks the options that depend on each other. */
function consistent(options: Options): Options {
  // Only one way to identify people is allowed: with two, it would be unclear which one decides.
  const ways = (['authenticate', 'authSecret', 'authJwks'] as const).filter(
    (way) => options[way] !== undefined,
  );
  const [, second] = ways;
  if (second !== undefined) {
    throw new OptionError(second, (nameOf) => `cannot be combined with ${nameOf(ways[0] ?? '')}`);
  }
  if (options.guests === 'deny' && ways.length === 0) {
    throw new OptionError(
      'guests',
      (nameOf) => `deny needs a way to know others, as ${nameOf('authSecret')} or ${nameOf('authJwks')}`,
    );
  }
  const isForgotten = options.data === inMemory && options.redis === undefined;
  if (options.webhook && options.webhook.secret === undefined && isForgotten) {
    throw new OptionError(
      'webhook.secret',
      'is needed where data is in memory: nobody could know one of the relay’s own',
    );
  }
  return options;
}
