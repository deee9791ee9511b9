import { checkedOptions } from '../../relay/src/cli/options/checked-options.ts';
import { parseInvocation } from '../../relay/src/cli/options/flags.ts';
import { UsageError } from '../../relay/src/cli/options/usage.ts';

/** The error with which the command refuses these flags and variables, without a process. The command prints its message. */
export function mistakeIn(args: string[], env: NodeJS.ProcessEnv = {}): UsageError {
  try {
    const { relay, names } = parseInvocation(args, env);
    checkedOptions(relay, names);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`Nothing is wrong with ${args.join(' ')}`);
}
