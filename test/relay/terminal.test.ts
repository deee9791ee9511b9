import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Progress, progressText, entries, megabytes } from '../../relay/src/cli/progress.ts';
import { startText } from '../../relay/src/cli/start-text.ts';
import { parseOptions } from '../../relay/src/options/parse-options.ts';
import { afterwards } from '../support/afterwards.ts';
import { cli, newRelayProcess } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { authSecret } from '../support/tokens.ts';
import { exportByCommand, importByCommand, newStore } from './archive-commands.ts';

const skip = spawnSync('script', ['--version']).status !== 0 && 'script of util-linux is not installed';

/** Runs the command on a terminal, whose output has the stdout and stderr of the command. */
function onTerminal(t: TestContext, command: string) {
  const child = spawn('script', ['-qefc', command, '/dev/null'], { stdio: ['ignore', 'pipe', 'inherit'] });
  afterwards(t, () => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (output += more));
  return {
    child,
    get output() {
      return output;
    },
    async shows(text: string): Promise<void> {
      const signal = AbortSignal.timeout(30_000);
      while (!output.includes(text)) await once(child.stdout, 'data', { signal });
    },
  };
}

const command = (...words: string[]): string => [process.execPath, cli, ...words].join(' ');

test(
  'at its start on a terminal, the relay tells what to open, to paste and to know',
  { skip },
  async (t) => {
    const data = join(await newFolder(t), 'data');
    const terminal = onTerminal(t, command('--port', '0', '--data', data));
    await terminal.shows('</realtime-chat>');
    const [, url = ''] = /Relay listening on (http:\S+)/.exec(terminal.output) ?? [];
    assert.ok(terminal.output.includes(`<script type="module" src="${url}/realtime-chat.js"></script>`));
    assert.ok(terminal.output.includes(data));
    assert.match(terminal.output, /Files +up to 25 MB each, beside the messages; --files off/);
    assert.doesNotMatch(terminal.output, /relay_started/, 'the same facts are not there as JSON');
  },
);

test('without a terminal, stdout has one line', async (t) => {
  const relay = await newRelayProcess(t);
  const lines = relay.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  assert.deepEqual(lines, [`Relay listening on ${relay.url}`]);
  assert.match(relay.output, /"code":"relay_started"/);
});

const start = { url: 'http://localhost:3700', host: 'localhost' };

test('the text at the start tells what is open to whom', () => {
  const open = startText(start, parseOptions({ demo: true }));
  assert.match(open, /Open +http:\/\/localhost:3700 in two browsers/);
  assert.ok(open.includes(`Stored in   ${resolve('realtime-chat-data')}, for ever`));
  assert.match(open, /Files +up to 25 MB each, beside the messages; --files off/);
  assert.match(open, /Reachable +from this machine alone/);
  assert.match(open, /Pages +any page may connect; --origin/);
  assert.match(open, /Guests +may enter every room/);
  assert.match(open, /Moderators +none: .*RELAY_AUTH_SECRET/);
  assert.match(open, /API +off/);
  for (const line of open.split('\n')) assert.ok(line.length <= 100, line);

  const guarded = startText(
    { url: `${start.url}/chat`, host: '0.0.0.0' },
    parseOptions({
      path: '/chat',
      origins: ['https://www.example.org'],
      authSecret,
      guests: 'deny',
      apiKey: authSecret.replaceAll(' ', '-'),
      keepDays: 90,
      data: '/var/lib/chat',
      files: '/srv/files',
      fileLimits: { file: 0.5 },
    }),
  );
  assert.doesNotMatch(guarded, /Open /);
  assert.match(guarded, /Stored in +\/var\/lib\/chat, for 90 days/);
  assert.match(guarded, /Files +up to 0.5 MB each, in \/srv\/files/);
  assert.match(guarded, /Reachable +from other machines too/);
  assert.match(guarded, /Pages +of https:\/\/www\.example\.org/);
  assert.match(guarded, /Guests +none: everybody needs a token/);
  assert.match(guarded, /Moderators +people whose token/);
  assert.match(guarded, /API +for servers that have the key/);
  assert.ok(guarded.includes('src="http://localhost:3700/chat/realtime-chat.js"'));
  assert.ok(!guarded.includes(authSecret));

  const forgotten = startText(start, parseOptions({ data: ':memory:' }));
  assert.match(forgotten, /Stored in +memory alone/);
  assert.match(forgotten, /Files +nobody attaches any; --files/);
  const bucket = startText(start, parseOptions({ files: 's3://chat/files', data: '/var/lib/chat' }));
  assert.match(bucket, /Files +up to 25 MB each, in s3:\/\/chat\/files/);
  const off = startText(start, parseOptions({ files: 'off' }));
  assert.match(off, /Files +nobody attaches any; --files/);
  const helping = startText(start, parseOptions({ rooms: ['help-*'] }));
  assert.match(helping, /Guests +may enter help-\*/);
  assert.match(helping, /<realtime-chat room="help-lobby">/);
});

test('progress has counts and a rate', () => {
  assert.equal(
    progressText(12_500, 100_000, 0.5, entries),
    '12,500 of 100,000 entries (12 %), 25,000 a second',
  );
  assert.equal(progressText(20e6, undefined, 2, megabytes), '20.0 MB, 10.0 a second');
  assert.equal(progressText(7, 5, 1, entries), '7 of 7 entries (100 %), 7 a second');
});

test('progress rewrites one line of a terminal, and writes nothing elsewhere', () => {
  const written: string[] = [];
  const terminal = { isTTY: true, columns: 30, write: (text: string) => written.push(text) };
  const progress = new Progress(terminal, 'Exporting a room of a long name', entries, 10);
  progress.report(1);
  progress.report(2);
  progress.end();
  assert.equal(written.length, 2, 'at most ten times a second, and at the end');
  const clear = '\u001B[K';
  for (const text of written) assert.match(text.replace(clear, ''), /^\r[^\r\n]{29}\n?$/);
  assert.ok(written.every((text) => text.includes(clear)));
  assert.ok(written[1]?.endsWith('\n'));

  const file: string[] = [];
  new Progress({ write: (text: string) => file.push(text) }, 'Exporting', entries).end();
  assert.deepEqual(file, []);
});

test('export, import and compact show their progress on a terminal, and only there', { skip }, async (t) => {
  const data = await newStore(t, ['one', 'two', 'three']);
  const archive = join(await newFolder(t), 'lobby.jsonl');
  const shown = async (words: string): Promise<string> => {
    const terminal = onTerminal(t, words);
    await once(terminal.child, 'close');
    return terminal.output;
  };
  const room = ['--data', data, '--room', 'lobby'];
  assert.match(
    await shown(`${command('export', ...room)} > ${archive}`),
    /\rExporting lobby: 3 of 3 entries \(100 %\)/,
  );
  const elsewhere = await newFolder(t);
  const into = ['--data', elsewhere, '--room', 'lobby'];
  assert.match(
    await shown(`${command('import', ...into)} < ${archive}`),
    /\rImporting lobby: 3 lines.*\nImported 3/s,
  );
  assert.match(
    await shown(command('compact', '--data', data)),
    /\rCompacting: [\d.]+ of [\d.]+ MB .*\nCompacted/s,
  );
  // On a terminal that shows the exported lines, nothing is written between them.
  assert.doesNotMatch(await shown(command('export', ...room)), /Exporting/);

  const exported = await exportByCommand(data);
  assert.equal(exported.stderr, '');
  const again = await importByCommand(await newFolder(t), exported.stdout);
  assert.equal(again.stderr, 'Imported 3 entries into lobby\n');
});
