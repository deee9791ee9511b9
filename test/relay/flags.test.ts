import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkedOptions } from '../../relay/src/cli/options/checked-options.ts';
import { parseInvocation } from '../../relay/src/cli/options/flags.ts';
import { parseOptions } from '../../relay/src/options/parse-options.ts';

/** Reads and checks the options, as the command does before it starts the relay. */
function start(args: string[], env: NodeJS.ProcessEnv): void {
  const { relay, names } = parseInvocation(args, env);
  checkedOptions(relay, names);
}

test('a variable that is empty was not given', () => {
  const names = [
    'PORT',
    'HOST',
    'RELAY_DATA',
    'RELAY_ORIGINS',
    'RELAY_PATH',
    'RELAY_DEMO',
    'RELAY_LOG_LEVEL',
  ];
  const numbers = ['RELAY_KEEP_MESSAGES', 'RELAY_KEEP_DAYS', 'RELAY_EDIT_WINDOW', 'RELAY_MAX_BUFFERED'];
  names.push('RELAY_LIMITS', 'RELAY_TRUST_PROXY');
  const empty = Object.fromEntries([...names, ...numbers].map((name) => [name, '']));
  assert.deepEqual(parseInvocation([], empty), parseInvocation([], {}));
  assert.equal(parseInvocation([], { RELAY_GREETING: '' }).relay.greeting, '');
});

test('what is wrong is named as it was given', () => {
  assert.throws(() => parseInvocation([], { PORT: 'x' }), { message: 'PORT must be a number' });
  assert.throws(() => start([], { RELAY_KEEP_DAYS: '0' }), {
    message: 'RELAY_KEEP_DAYS must be more than 0',
  });
  assert.throws(() => start(['--keep-days', '0'], { RELAY_KEEP_DAYS: '1' }), {
    message: '--keep-days must be more than 0',
  });
});

test('limits are told one by one or as a list, by flag or variable, or are off', () => {
  const limitsOf = (args: string[], env = {}): unknown => parseInvocation(args, env).relay.limits;
  const both = { sends: '9/9', connections: '3' };
  assert.equal(limitsOf([]), undefined);
  assert.deepEqual(limitsOf(['--limits', 'sends=9/9', '--limits', 'connections=3']), both);
  assert.deepEqual(limitsOf([], { RELAY_LIMITS: 'sends=9/9, connections=3' }), both);
  assert.deepEqual(limitsOf([], { RELAY_LIMITS: 'sends=9/9, connections=3,' }), both);
  assert.equal(limitsOf(['--limits', 'off'], { RELAY_LIMITS: 'sends=9/9' }), 'off');
});

test('docs/security.md tells every limit, and what it is by default', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');
  const [, section = ''] = text.split('\n## Limits\n');
  const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)` +\| (\S+) +\|/gm)];
  const limits = Object.entries(parseOptions({}).limits ?? {});
  assert.deepEqual(
    rows.map(([, name, amount]) => [name, amount]),
    limits.map(([name, amount]) => [name, String(amount)]),
  );
});

test('a limit that is none is named', () => {
  const refused = (...limits: string[]): (() => unknown) => {
    const { relay } = parseInvocation(
      limits.flatMap((limit) => ['--limits', limit]),
      {},
    );
    return () => parseOptions(relay);
  };
  assert.throws(refused('sends'), { message: /^option limits\.sends: must be like 5\/10/ });
  assert.throws(refused('sends=0/5'), { message: /^option limits\.sends: must be like 5\/10/ });
  assert.throws(refused('connections=0'), { message: 'option limits.connections: must be at least 1' });
  assert.throws(refused('talks=1/1'), { message: /^option limits\.talks: / });
  assert.throws(refused('off', 'sends=1/1'), { message: /^option limits\.off: / });
  const { relay } = parseInvocation(['--trust-proxy', '10.0.0.0/8', '--trust-proxy', 'proxy.example'], {});
  assert.throws(() => parseOptions(relay), { message: /^option trustProxy: .*proxy\.example/ });
});

test('the time for changes is told in minutes, by flag or variable, and may be none', () => {
  assert.equal(parseInvocation(['--edit-window', '0'], { RELAY_EDIT_WINDOW: '5' }).relay.editWindow, 0);
  assert.equal(parseInvocation([], { RELAY_EDIT_WINDOW: '0.5' }).relay.editWindow, 0.5);
  assert.throws(() => start(['--edit-window=-1'], {}), {
    message: '--edit-window must not be negative',
  });
});

test('a variable or a flag that is not known is refused by name, with the one that was probably meant', () => {
  const refused = (args: string[], env: NodeJS.ProcessEnv, message: string): void =>
    assert.throws(() => parseInvocation(args, env), { name: 'UsageError', message });
  const none = (name: string): string => `${name} is no variable of the relay`;
  refused([], { RELAY_ORIGIN: 'https://a.example' }, `${none('RELAY_ORIGIN')}; did you mean RELAY_ORIGINS?`);
  refused([], { RELAY_PORT: '3700' }, `${none('RELAY_PORT')}; did you mean PORT?`);
  refused([], { RELAY_SOMETHING_ELSE: '' }, none('RELAY_SOMETHING_ELSE'));
  refused(['--orign=x'], {}, "there is no flag '--orign'; did you mean --origin?");
  refused(['--whatever-else'], {}, "there is no flag '--whatever-else'");
  refused(['improt'], {}, 'improt is no command; did you mean import?');
});

test('variables that Kubernetes sets for a service called relay are none of the relay’s', () => {
  const env = {
    RELAY_SERVICE_HOST: '10.0.0.1',
    RELAY_SERVICE_PORT_HTTP: '3700',
    RELAY_PORT: 'tcp://10.0.0.1:3700',
    RELAY_PORT_3700_TCP: 'tcp://10.0.0.1:3700',
    RELAY_PORT_3700_TCP_ADDR: '10.0.0.1',
    RELAY_REDIS_SERVICE_HOST: '10.0.0.2',
    RELAY_REDIS_PORT: 'tcp://10.0.0.2:6379',
    RELAYED: 'yes',
  };
  assert.deepEqual(parseInvocation([], env), parseInvocation([], {}));
});

test('an option that is not known is refused by name, with the one that was probably meant', () => {
  const refused = (options: object, message: string): void =>
    assert.throws(() => parseOptions(options), { name: 'TypeError', message });
  refused({ origin: [] }, 'option origin: is not known; did you mean origins?');
  refused({ somethingElse: 1 }, 'option somethingElse: is not known');
  refused({ limits: { send: '1/1' } }, 'option limits.send: is not known; did you mean sends?');
  refused({ webhook: { url: 'https://a.example', key: '' } }, 'option webhook.key: is not known');
});
