import type { Options } from '../../options.ts';
import { OptionError, parseOptions } from '../../options/parse-options.ts';
import { UsageError } from './usage.ts';

/**
 * Parses the options of the relay. An error names the flag or variable that the operator used.
 *
 * @param names the flag or variable of each option
 * @throws {UsageError}
 */
export function checkedOptions(
  given: Record<string, unknown>,
  names: Readonly<Record<string, string>>,
): Options {
  try {
    return parseOptions(given);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const { path, problemFor } = error;
    const problem = problemFor((option) => names[option] ?? option);
    throw new UsageError(`${nameAsWritten(path, given, names)} ${problem}`, { cause: error });
  }
}

/** The option as the operator wrote it: `--webhook-secret` for `webhook.secret`, `--limits sends` for `limits.sends`, `--origin x` for `origins.0`. */
function nameAsWritten(
  path: string,
  given: Record<string, unknown>,
  names: Readonly<Record<string, string>>,
): string {
  const [option = '', ...inner] = path.split('.');
  const name = names[path] ?? names[option] ?? option;
  if (names[path] !== undefined) return name;
  const list = given[option];
  const detail = Array.isArray(list) ? String(list[Number(inner[0])]) : inner.join('.');
  return detail === '' ? name : `${name} ${detail}`;
}
