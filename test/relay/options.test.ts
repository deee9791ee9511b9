import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkedOptions } from '../../relay/src/cli/options/checked-options.ts';
import { commandTable } from '../../relay/src/cli/options/command-options.ts';
import { parseInvocation } from '../../relay/src/cli/options/flags.ts';
import { usage } from '../../relay/src/cli/options/usage.ts';
import { describe } from '../../relay/src/options/option-row.ts';
import { optionTable } from '../../relay/src/options.ts';
import { parseOptions } from '../../relay/src/options/parse-options.ts';

const options = [...describe(commandTable), ...describe(optionTable)];
const flags = options.flatMap(({ flag }) => flag ?? []);
const variables = options.flatMap(({ variable }) => variable ?? []);

test('a flag and a variable stand for one option each', () => {
  for (const names of [flags, variables]) assert.deepEqual(names, [...new Set(names)]);
});

test('--help lists every flag once, with its variable and its default, in lines of at most 100 characters', () => {
  const text = usage();
  for (const { flag, variable, default: words, defaultValue } of options) {
    if (flag === undefined) continue;
    const [, entry = ''] = text.split(new RegExp(`^  --${flag} `, 'm'));
    const own = entry.split(/\n(?: {2}--|\n|\S)/, 1)[0]?.replaceAll(/\s+/g, ' ') ?? '';
    for (const fact of [variable, words ?? defaultValue])
      assert.ok(own.includes(fact ?? ''), `${flag}: ${fact}`);
    assert.equal(text.split(new RegExp(`^  --${flag} `, 'm')).length, 2, flag);
  }
  for (const line of text.split('\n')) assert.ok(line.length <= 100, line);
});

test('docs/relay.md names every flag, variable and key', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/relay.md'), 'utf8');
  for (const name of [
    ...flags.map((flag) => `\`--${flag}`),
    ...variables.map((variable) => `\`${variable}`),
  ]) {
    assert.ok(text.includes(name), name);
  }
  for (const { path } of describe(optionTable)) assert.ok(text.includes(`| \`${path}\` |`), path);
});

test('an option tells its meaning in sentences', () => {
  for (const { path, meaning } of options) assert.match(meaning, /^\S.*\.$/, path);
});

for (const { path, flag = '', variable } of options.filter(({ form }) => form === 'number')) {
  test(`${path} is refused by the name that it was given by, where it is no number`, () => {
    assert.throws(() => parseInvocation([`--${flag}=x`], {}), { message: `--${flag} must be a number` });
    const env = { [variable ?? '']: 'x' };
    assert.throws(() => parseInvocation([], env), { message: `${variable} must be a number` });
  });
}

test('the command gives the relay what its flags say, the fields of an object too', () => {
  const url = 'https://example.org/hook';
  const args = ['--webhook', url, '--keep-days', '1.5', '--origin', 'https://a.example', '--guests', 'allow'];
  const { relay, names } = parseInvocation(args, { RELAY_ORIGINS: 'https://b.example', RELAY_DEMO: 'off' });
  const { webhook, keepDays, origins, demo } = checkedOptions(relay, names);
  assert.deepEqual(
    { webhook, keepDays, origins, demo },
    {
      webhook: { url },
      keepDays: 1.5,
      origins: ['https://a.example'],
      demo: false,
    },
  );
});

test('a webhook without its URL is refused by what it lacks', () => {
  const secret = `whsec_${'A'.repeat(32)}`;
  assert.throws(() => parseOptions({ webhook: { secret } }), { message: 'option webhook.url: is needed' });
});
