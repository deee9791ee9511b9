import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { importRoom } from '../support/import-room.mjs';
import { installedAs } from '../support/installed.mjs';
import { newRedis } from '../support/redis.ts';
import { newRelay } from '../support/relay.ts';
import { png } from '../support/uploads.ts';
import { blocks, read, root } from './blocks.ts';
import { isException } from './exceptions.ts';
import { commandsIn, filledIn, isShell, relayArguments } from './shell.ts';

const shellBlocks = blocks.filter((block) => isShell(block) && !isException(block));
const cli = 'relay/lib/cli/main.js';
const documentedRedis = 'redis://127.0.0.1:6379/0';

const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;
const entry = {
  seq: 1,
  type: 'message',
  id: 'a-message-of-the-past',
  time: 1,
  sender: 'ann',
  message: 'hello',
};

/** False, or why a command cannot run here. */
function skipOf(args: readonly string[] | undefined): string | false {
  return (
    args !== undefined &&
    args.includes(documentedRedis) &&
    installedAs('redis-server') === undefined &&
    'redis-server is not installed'
  );
}

/** The URL of a Redis in place of the documented one, if a command names that. */
async function redisFor(t: TestContext, args: readonly string[]): Promise<string> {
  return args.includes(documentedRedis) ? (await newRedis(t)).url : '';
}

/** A folder in which the paths of the documents lead to the relay of this checkout. */
async function newCheckout(t: TestContext) {
  const folder = await newFolder(t);
  symlinkSync(join(root, 'relay'), join(folder, 'relay'));
  return { folder, data: join(folder, 'data') };
}

for (const { place, code } of shellBlocks) {
  test(`the shell can parse it: ${place}`, () => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  for (const [index, command] of commandsIn(code).entries()) {
    const name = `${place}, command ${index + 1}`;
    const { variables, program, args } = command;
    const relayArgs = relayArguments(command);
    // Without a word in front of its flags, the relay starts.
    const isOther = /^\w/.test(relayArgs?.[0] ?? '');
    const skip = skipOf(relayArgs);
    if (relayArgs && !isOther) {
      test(`the relay starts as it is written: ${name}`, { skip }, async (t) => {
        const { folder, data } = await newCheckout(t);
        const redis = await redisFor(t, relayArgs);
        const fill = (word: string): string =>
          filledIn(word, { data, port: 0 }).replace(documentedRedis, redis);
        const filled = Object.entries(variables).map(([key, value]) => [key, fill(value)]);
        const child = spawn(process.execPath, [cli, ...relayArgs.map(fill), '--log-level', 'warn'], {
          cwd: folder,
          env: { ...process.env, PORT: '0', ...Object.fromEntries(filled) },
        });
        t.after(() => child.kill('SIGKILL'));
        let told = '';
        for (const stream of [child.stdout, child.stderr]) {
          stream.setEncoding('utf8').on('data', (more: string) => {
            told += more;
            if (told.includes('Relay listening on ')) child.kill('SIGTERM');
          });
        }
        const [status] = (await once(child, 'exit')) as [number | null];
        assert.equal(status, 0, told);
        assert.match(told, /^Relay listening on http/m);
      });
    } else if (relayArgs) {
      test(`the relay's command works as it is written: ${name}`, { skip }, async (t) => {
        const { folder, data } = await newCheckout(t);
        await importRoom({ data, room: 'lobby', entries: [entry] });
        const redis = await redisFor(t, relayArgs);
        const fill = (word: string): string =>
          filledIn(word, { data, port: 0 }).replace('/mnt/spare', folder).replace(documentedRedis, redis);
        const { status, stderr } = spawnSync(process.execPath, [cli, ...relayArgs.map(fill)], {
          cwd: folder,
          input: relayArgs[0] === 'import' ? `${JSON.stringify(entry)}\n` : '',
          encoding: 'utf8',
        });
        // No proxy answers here, so the doctor finds something. A wrong command would end with 2.
        assert.ok(status === 0 || (relayArgs[0] === 'doctor' && status === 1), stderr);
      });
    } else if (program === 'npm') {
      test(`package.json has the script: ${name}`, () => {
        const [verb = '', script = ''] = args;
        if (['install', 'ci', 'pack'].includes(verb)) return;
        assert.ok(scripts[verb === 'run' ? script : verb], `npm ${args.join(' ')}`);
      });
    } else if (program === 'node') {
      test(`Node has the file: ${name}`, () => {
        const [file = ''] = args.filter((word) => !word.startsWith('-'));
        const isInExample = blocks.some(({ code: other }) => other.startsWith(`// ${file}\n`));
        assert.ok(isInExample || existsSync(join(root, file)), file);
      });
    }
  }
}

/** The name in the documents of a message that is there already. */
const known = 'kc8VpzSBsY7IE0emuNU88A';

test('the requests of docs/server-api.md are answered as they say', async (t) => {
  const block = shellBlocks.find(
    ({ file, code }) => file === 'docs/server-api.md' && code.startsWith('api='),
  );
  assert.ok(block);
  const apiKey = 'the-key-of-the-api-of-this-relay';
  const { url } = await newRelay(t, { apiKey });
  const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ message: 'Order 6', username: 'Shop', id: known });
  const first = await fetch(`${url}/api/rooms/lobby/messages`, { method: 'POST', headers, body });
  assert.equal(first.status, 201);

  const wanted = statusesIn(block.code);
  const answered = await answersTo(block.code.replace('http://localhost:3700', url), apiKey);
  // The relay makes the ids of what waits for moderators, so the one in the document is unknown here.
  assert.deepEqual(answered, [...wanted.slice(0, -1), 404]);
  assert.ok(wanted.length >= 8);
});

test('the requests for files in docs/server-api.md are answered as they say', async (t) => {
  const code = apiBlockWith('-T map.png');
  const apiKey = 'the-key-of-the-api-of-this-relay';
  const folder = await newFolder(t);
  await writeFile(join(folder, 'map.png'), png());
  const { url } = await newRelay(t, { apiKey, data: join(folder, 'data') });
  const first = await fetch(`${url}/api/rooms/lobby/files?name=map.png`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiKey}` },
    body: new Uint8Array(png()),
  });
  const { id } = (await first.json()) as { id: string };
  const variables = `api=${url}/api/rooms\nkey="Authorization: Bearer ${apiKey}"\ntype='Content-Type: application/json'\n`;
  const script = variables + code.replaceAll('q2dX0Ld0n0hV3cVb3m1JxA', id);
  assert.deepEqual(await answersTo(script, apiKey, folder), statusesIn(code));
});

test('the bytes of an upload that a server has begun are taken as docs/server-api.md says', async (t) => {
  const code = apiBlockWith('-T film.mp4');
  const apiKey = 'the-key-of-the-api-of-this-relay';
  const folder = await newFolder(t);
  const film = 'the bytes of a film';
  await writeFile(join(folder, 'film.mp4'), film);
  const { url } = await newRelay(t, { apiKey, data: join(folder, 'data') });
  const begun = await fetch(`${url}/api/rooms/lobby/uploads`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'film.mp4', size: film.length }),
  });
  const place = (await begun.json()) as { url: string };
  const script = code.replace(/upload='.*'/, `upload='${url}/${place.url}'`);
  assert.deepEqual(await answersTo(script, apiKey, folder), [204]);
  assert.deepEqual(statusesIn(code), [204]);
});

/** A block of the documentation of the API. */
function apiBlockWith(part: string): string {
  const block = shellBlocks.find(({ file, code }) => file === 'docs/server-api.md' && code.includes(part));
  assert.ok(block);
  return block.code;
}

/** The statuses that a block says its requests are answered with. */
function statusesIn(code: string): number[] {
  return [...code.matchAll(/^curl .*\n# (\d{3}) /gm)].map(([, status]) => Number(status));
}

/** Runs a block. @returns the statuses of the answers to its requests */
async function answersTo(code: string, apiKey: string, cwd?: string): Promise<number[]> {
  const script = code.replace(/^curl /gm, "curl -s -o /dev/null -w '%{http_code}\\n' ");
  const child = spawn('bash', ['-eu'], { env: { ...process.env, RELAY_API_KEY: apiKey }, cwd });
  child.stdin.end(script);
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => void (told += more));
  const [status] = (await once(child, 'exit')) as [number | null];
  assert.equal(status, 0);
  return told.trim().split('\n').map(Number);
}
