import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertOneLine, runPublished } from '../support/cli.ts';
import { mistakeIn } from '../support/mistake.ts';

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
  {
    args: ['--origin', 'example.org'],
    sentence: /^--origin example\.org must be like https:\/\/example\.org/,
  },
  {
    args: ['--origin', 'https://example.org/'],
    sentence: /^--origin https:\/\/example\.org\/ must be like https:\/\/example\.org/,
  },
  { args: ['--origin', '*'], sentence: /^--origin \* must be like/ },
  {
    env: { RELAY_ORIGINS: 'https://example.org;https://example.com' },
    sentence: /^RELAY_ORIGINS https:.* must be like/,
  },
  { args: ['--path', 'chat'], sentence: /^--path must begin with \// },
  { args: ['--data', ''], sentence: /^--data must not be empty/ },
  { args: ['--auth-secret', 'short'], sentence: /^--auth-secret must have at least 32/ },
  { env: { RELAY_AUTH_SECRET: 'short' }, sentence: /^RELAY_AUTH_SECRET must have at least 32/ },
  {
    args: ['--auth-jwks', 'https://a.example/keys'],
    env: { RELAY_AUTH_SECRET: 'x'.repeat(32) },
    sentence: /^--auth-jwks cannot be combined with RELAY_AUTH_SECRET$/,
  },
  { args: ['--webhook', 'x'], sentence: /^--webhook must be like/ },
  {
    args: ['--webhook', 'https://a.example/'],
    env: { RELAY_WEBHOOK_SECRET: 'whsec_' },
    sentence: /^RELAY_WEBHOOK_SECRET must be whsec_/,
  },
  { args: ['--guests', 'deny'], sentence: /^--guests deny needs .*--auth-secret or --auth-jwks$/ },
  { args: ['--guests', 'some'], sentence: /^--guests must be allow or deny/ },
  { args: ['--guest-links', 'x'], sentence: /^--guest-links must be allow or hold/ },
  { args: ['--limits', 'sends=many'], sentence: /^--limits sends must be like 5\/10/ },
  { args: ['--trust-proxy', 'proxy'], sentence: /^--trust-proxy must be addresses.*proxy$/ },
  { args: ['--max-buffered', '1'], sentence: /^--max-buffered must be at least/ },
];

const everyday = ['--port', '0', '--data', ':memory:'];

for (const { args = [], env = {}, sentence } of mistakes) {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  test(`a mistake is named in one line: ${variables.join('')}realtime-chat-relay ${args.join(' ')}`, () => {
    const { message } = mistakeIn(env.PORT ? args : [...everyday, ...args], env);
    assert.match(message, sentence);
    assert.doesNotMatch(message, /\n/);
  });
}

/** One of each kind, by the command itself: of its flags, its environment, an option of the relay, a file, the network. */
const byTheCommand: (Mistake & { code: number })[] = [
  { args: ['--prot', '3700'], code: 2, sentence: /'--prot'/ },
  { args: ['--data', ':memory:'], env: { PORT: 'http' }, code: 2, sentence: /PORT must be a number/ },
  { args: [...everyday, '--origin', '*'], code: 2, sentence: /--origin \*/ },
  {
    args: [...everyday, '--blocklist', '/no/such/file'],
    code: 2,
    sentence: /--blocklist \/no\/such\/file cannot be read/,
  },
  { args: [...everyday, '--host', 'no-such-host.invalid'], code: 1, sentence: /no-such-host\.invalid/ },
];

for (const { args = [], env, code, sentence } of byTheCommand) {
  test(`the command ends with ${code} and one line: ${args.join(' ')}`, async () => {
    assertOneLine(await runPublished(args, env), code, sentence);
  });
}
