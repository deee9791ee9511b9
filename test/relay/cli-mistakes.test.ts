import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInvocation } from '../../relay/src/cli/flags.ts';
import { UsageError } from '../../relay/src/cli/usage-error.ts';
import { parseOptions } from '../../relay/src/options.ts';
import { assertOneLine, runCli } from '../support/cli.ts';

interface Mistake {
  args?: string[];
  env?: NodeJS.ProcessEnv;
  sentence: RegExp;
}

/** Each would have to be understood by whoever reads it in a terminal or in a service's log. */
const mistakes: Mistake[] = [
  { args: ['--prot', '3700'], sentence: /there is no flag '--prot'; did you mean --port\?/ },
  { args: ['serve'], sentence: /serve is no command/ },
  { args: ['--port'], sentence: /--port/ },
  { args: ['--port', 'http'], sentence: /--port must be a number/ },
  { args: ['--port', '-1'], sentence: /^--port must be at least 0$/ },
  { args: ['--keep-days', '-1'], sentence: /^--keep-days must be more than 0$/ },
  { args: ['--keep-messages', '-0.5'], sentence: /^--keep-messages must be a whole number$/ },
  { args: ['--port', '65536'], sentence: /--port must be at most 65535/ },
  { args: ['--port', '80.5'], sentence: /--port must be a whole number/ },
  { env: { PORT: 'http' }, sentence: /port must be a number/i },
  { env: { RELAY_PORT: '3700' }, sentence: /^RELAY_PORT is no variable of the relay; did you mean PORT\?$/ },
  { env: { RELAY_HOST: 'localhost' }, sentence: /did you mean HOST\?$/ },
  { env: { RELAY_PROT: '3700' }, sentence: /did you mean PORT\?$/ },
  { args: ['--host', ''], sentence: /--host must not be empty/ },
  { args: ['--log-level', 'loud'], sentence: /--log-level must be debug, info, warn, error or silent/ },
  { args: ['--origin', 'example.org'], sentence: /origins.*must be like https:\/\/example\.org/ },
  { args: ['--origin', 'https://example.org/'], sentence: /origins.*must be like https:\/\/example\.org/ },
  { args: ['--origin', '*'], sentence: /origins/ },
  { env: { RELAY_ORIGINS: 'https://example.org;https://example.com' }, sentence: /origins/ },
  { args: ['--path', 'chat'], sentence: /path.*must begin with \// },
  { args: ['--data', ''], sentence: /data.*must not be empty/ },
  { args: ['--auth-secret', 'short'], sentence: /authSecret.*at least 32/ },
  { args: ['--guests', 'deny'], sentence: /guests/ },
  { args: ['--guests', 'some'], sentence: /guests.*allow or deny/ },
  { args: ['--guest-links', 'x'], sentence: /guestLinks.*allow or hold/ },
  { args: ['--limits', 'sends=many'], sentence: /limits\.sends/ },
  { args: ['--trust-proxy', 'proxy'], sentence: /trustProxy/ },
  { args: ['--max-buffered', '1'], sentence: /maxBuffered/ },
];

const everyday = ['--port', '0', '--data', ':memory:'];

for (const { args = [], env = {}, sentence } of mistakes) {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  test(`a mistake is named in one line: ${variables.join('')}realtime-chat-relay ${args.join(' ')}`, () => {
    const { message } = mistakeIn(args, env);
    assert.match(message, sentence);
    assert.doesNotMatch(message, /\n/);
  });
}

/** What the command line refuses to start with. Of an option, `createRelay` says so by a TypeError. */
function mistakeIn(args: string[], env: NodeJS.ProcessEnv): Error {
  try {
    parseOptions(parseInvocation(env.PORT ? args : [...everyday, ...args], env).relay);
  } catch (error) {
    if (error instanceof UsageError || error instanceof TypeError) return error;
    throw error;
  }
  throw new Error('Nothing is wrong with it');
}

/** One of each kind, by the command itself: of its flags, its environment, an option of the relay, a file, the network. */
const byTheCommand: (Mistake & { code: number })[] = [
  { args: ['--prot', '3700'], code: 2, sentence: /'--prot'/ },
  { args: ['--data', ':memory:'], env: { PORT: 'http' }, code: 2, sentence: /PORT must be a number/ },
  { args: [...everyday, '--origin', '*'], code: 2, sentence: /origins/ },
  {
    args: [...everyday, '--blocklist', '/no/such/file'],
    code: 2,
    sentence: /--blocklist \/no\/such\/file cannot be read/,
  },
  { args: [...everyday, '--host', 'no-such-host.invalid'], code: 1, sentence: /no-such-host\.invalid/ },
];

for (const { args = [], env, code, sentence } of byTheCommand) {
  test(`the command ends with ${code} and one line: ${args.join(' ')}`, async () => {
    assertOneLine(await runCli(args, env), code, sentence);
  });
}
