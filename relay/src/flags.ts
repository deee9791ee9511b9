import { parseArgs, type ParseArgsConfig } from 'node:util';
import * as v from 'valibot';

export const usage = `Usage: realtime-chat-relay [options]

  --port NUMBER      port to listen on; 0 picks a free one (PORT, default 3700)
  --host NAME        name or address to listen on (HOST, default localhost)
  --data PATH        folder for rooms and secrets, or :memory: (RELAY_DATA, default ./realtime-chat-data)
  --origin URL       page that may connect, repeatable; default any (RELAY_ORIGINS, separated by commas)
  --path PATH        where on the server the relay lives (RELAY_PATH, default /)
  --greeting TEXT    what newcomers are told, empty for nothing (RELAY_GREETING)
  --no-demo          do not serve the demo page (RELAY_DEMO=off)
  --log-level LEVEL  what goes to stderr: debug, info, warn, error or silent (RELAY_LOG_LEVEL, default warn)
  --help             print this
  --version          print the version
`;

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  origin: { type: 'string', multiple: true },
  path: { type: 'string' },
  greeting: { type: 'string' },
  'no-demo': { type: 'boolean' },
  'log-level': { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

const port = v.pipe(
  v.string(),
  v.regex(/^\d+$/, 'must be a number'),
  v.transform(Number),
  v.maxValue(65535, 'must be at most 65535'),
);

const settingsSchema = v.object({
  port: v.optional(port, '3700'),
  host: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), 'localhost'),
  logLevel: v.optional(
    v.picklist(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
    'warn',
  ),
});

/** A command line or an environment that makes no sense. The message is one line for whoever wrote it. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export interface Invocation extends v.InferOutput<typeof settingsSchema> {
  help: boolean;
  version: boolean;
  /** For `createRelay`, which checks them. Only what was given. */
  relay: Record<string, unknown>;
}

/**
 * A flag wins over its environment variable.
 *
 * @throws {UsageError}
 */
export function parseInvocation(args: string[], env: NodeJS.ProcessEnv): Invocation {
  const values = parsedArgs(args);
  const settings = v.safeParse(settingsSchema, {
    port: values.port ?? env.PORT,
    host: values.host ?? env.HOST,
    logLevel: values['log-level'] ?? env.RELAY_LOG_LEVEL,
  });
  if (!settings.success) {
    const [issue] = settings.issues;
    throw new UsageError(`--${v.getDotPath(issue)?.replace('logLevel', 'log-level')} ${issue.message}`);
  }
  const relay = {
    data: values.data ?? env.RELAY_DATA,
    origins: values.origin ?? env.RELAY_ORIGINS?.split(',').map((origin) => origin.trim()),
    path: values.path ?? env.RELAY_PATH,
    greeting: values.greeting ?? env.RELAY_GREETING,
    demo: !(values['no-demo'] ?? env.RELAY_DEMO === 'off'),
  };
  return { ...settings.output, help: values.help ?? false, version: values.version ?? false, relay };
}

function parsedArgs(args: string[]) {
  try {
    return parseArgs({ args, options: flags }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node explains at length how to pass what looks like a flag; its first sentence says what is wrong.
    throw new UsageError(error.message.split('. ', 1)[0], { cause: error });
  }
}
