import assert from 'node:assert/strict';
import { chmod, copyFile, cp, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { open } from 'lmdb';
import { LmdbLog } from '../../relay/src/log/lmdb/lmdb-log.ts';
import { newRelayProcess, runCli } from '../support/cli.ts';
import { newFolder } from '../support/folder.ts';
import { enteredRoom, shows } from '../support/room.ts';
import { newMember, newWireClient } from '../support/wire-client.ts';
import { appendAll, draft, texts } from './log-entries.ts';

/** What the store in the folder says, and lets it say something. */
async function visit(data: string, ...words: string[]): Promise<{ epoch: string; messages: string[] }> {
  const log = await LmdbLog.open(data);
  await appendAll(log, 'lobby', words);
  const { epoch } = await log.extent('lobby');
  const messages = texts(await log.entriesAfter('lobby', 0, 100));
  await log.close();
  return { epoch, messages };
}

/** The clock of the file system is no finer than this; what comes sooner may be the relay's own. */
async function momentAfter(file: string): Promise<void> {
  const { ctimeMs } = await stat(file);
  while (Date.now() < ctimeMs + 1500) await wait(50);
}

/** A folder, and a copy of it that was made before the last two messages were acknowledged. */
async function newStoreWithCopy(t: TestContext): Promise<{ data: string; copy: string; epoch: string }> {
  const parent = await newFolder(t);
  const [data, copy] = [join(parent, 'data'), join(parent, 'copy')];
  await cp(await newFolder(t), data, { recursive: true });
  const { epoch } = await visit(data, 'one', 'two');
  await momentAfter(join(data, 'data.mdb'));
  await cp(data, copy, { recursive: true });
  assert.equal((await visit(data, 'three')).epoch, epoch);
  assert.deepEqual(await visit(data, 'four'), { epoch, messages: ['one', 'two', 'three', 'four'] });
  return { data, copy, epoch };
}

test('a store that is stopped and started again is the same', async (t) => {
  const relay = await newRelayProcess(t);
  const { epoch } = await (await newMember(t, relay.url, 'Ann')).say('one');
  await relay.stop();
  for (const words of [[], ['two'], [], ['three']]) {
    assert.equal((await visit(relay.data, ...words)).epoch, epoch);
  }
  const again = await newRelayProcess(t, { data: relay.data });
  assert.equal((await (await newWireClient(t, again.url)).join()).epoch, epoch);
});

test('a relay that is killed ten times under load never takes its store for another', async (t) => {
  const { data, port, kill } = await newRelayProcess(t);
  await kill();
  const epochs: string[] = [];
  for (let round = 1; round <= 10; round += 1) {
    const relay = await newRelayProcess(t, { data, port, args: ['--keep-messages', '20'] });
    const ann = await newMember(t, relay.url, 'Ann');
    epochs.push((await ann.join({ username: 'Ann' })).epoch);
    let acknowledged = 0;
    const talk = async (): Promise<never> => {
      for (;;) {
        await ann.say('hello');
        if ((acknowledged += 1) === 20 * round) void relay.kill();
      }
    };
    await Promise.allSettled(Array.from({ length: 8 }, talk));
    await relay.exited;
  }
  assert.deepEqual(epochs, Array(10).fill(epochs[0]));
});

/** How people put a copy back while the relay is stopped. */
const waysBack: Record<string, (copy: string, data: string) => Promise<unknown>> = {
  'a whole folder over it': (copy, data) => cp(copy, data, { recursive: true, force: true }),
  'a whole folder, after it was removed': async (copy, data) => {
    await rm(data, { recursive: true });
    await cp(copy, data, { recursive: true });
  },
  'a whole folder by a rename': async (copy, data) => {
    await rename(data, `${data}.old`);
    await rename(copy, data);
  },
  'its file over it': (copy, data) => copyFile(join(copy, 'data.mdb'), join(data, 'data.mdb')),
  'its file, after it was removed': async (copy, data) => {
    await rm(join(data, 'data.mdb'));
    await copyFile(join(copy, 'data.mdb'), join(data, 'data.mdb'));
  },
  'its file by a rename': (copy, data) => rename(join(copy, 'data.mdb'), join(data, 'data.mdb')),
  'its file with the times that it had': (copy, data) =>
    cp(join(copy, 'data.mdb'), join(data, 'data.mdb'), { preserveTimestamps: true }),
};

void describe('a store that is not the one it was', { concurrency: true }, () => {
  for (const [way, putBack] of Object.entries(waysBack)) {
    test(`is noticed when an older copy was put back: ${way}`, async (t) => {
      const { data, copy, epoch } = await newStoreWithCopy(t);
      await momentAfter(join(data, 'data.mdb'));
      await putBack(copy, data);

      const after = await visit(data, 'three, but another');
      assert.notEqual(after.epoch, epoch);
      assert.deepEqual(after.messages, ['one', 'two', 'three, but another']);
      assert.equal((await visit(data)).epoch, after.epoch);
    });
  }

  for (const [what, files] of Object.entries({
    'its files were': ['data.mdb', 'lock.mdb'],
    'all but its data was': ['data.mdb', 'lock.mdb', 'witness'],
  })) {
    test(`is noticed when ${what} deleted`, async (t) => {
      const data = await newFolder(t);
      const { epoch } = await visit(data, 'one');
      for (const file of files) await rm(join(data, file), { force: true });
      const after = await visit(data, 'new');
      assert.notEqual(after.epoch, epoch);
      assert.deepEqual(after.messages, ['new']);
    });
  }

  test('is noticed when nothing is known of its last change', async (t) => {
    const data = await newFolder(t);
    const { epoch } = await visit(data, 'one');
    await rm(join(data, 'witness'));
    const after = await visit(data);
    assert.notEqual(after.epoch, epoch);
    assert.deepEqual(after.messages, ['one']);
  });

  for (const [change, make] of Object.entries({
    chmod: (file: string) => chmod(file, 0o640),
    touch: (file: string) => utimes(file, new Date(), new Date()),
  })) {
    test(`costs nothing but a fresh start where it is the one it was, after ${change}`, async (t) => {
      const data = await newFolder(t);
      await visit(data, 'one', 'two');
      await momentAfter(join(data, 'data.mdb'));
      await make(join(data, 'data.mdb'));

      const after = await visit(data, 'three');
      assert.deepEqual(after.messages, ['one', 'two', 'three']);
      const log = await LmdbLog.open(data);
      const again = await log.append('lobby', draft('one'));
      assert.deepEqual([again.seq, again.duplicate, again.epoch], [1, true, after.epoch]);
      await log.close();
    });
  }

  test('makes who was there begin anew, with nothing of what it was', async (t) => {
    const data = await newFolder(t);
    const first = await newRelayProcess(t, { data, args: ['--greeting', ''] });
    const { port, url } = first;
    const ann = await enteredRoom(t, url);
    for (const text of ['one', 'two']) await ann.send(text);
    await first.stop();
    await shows(ann, 'reconnecting', () => ann.status === 'reconnecting');
    const copy = await newFolder(t);
    await momentAfter(join(data, 'data.mdb'));
    await cp(data, copy, { recursive: true });

    const second = await newRelayProcess(t, { data, port, args: ['--greeting', ''] });
    for (const text of ['three', 'four', 'five']) await ann.send(text);
    await second.stop();
    assert.deepEqual(texts(ann.messages), ['one', 'two', 'three', 'four', 'five']);
    await momentAfter(join(data, 'data.mdb'));
    await cp(copy, data, { recursive: true, force: true });
    // As many as were lost, and more: seqs alone would say that nothing is missing.
    await visit(data, 'another three', 'another four', 'another five', 'another six');

    const unsent = ann.send('said meanwhile');
    await newRelayProcess(t, { data, port, args: ['--greeting', ''] });
    assert.equal((await unsent).seq, 7);
    const log = [
      'one',
      'two',
      'another three',
      'another four',
      'another five',
      'another six',
      'said meanwhile',
    ];
    assert.deepEqual(texts(ann.messages), log);
    const ben = await newMember(t, url, 'Ben');
    await ben.say('hello');
    const { messages } = await ben.history(100);
    assert.deepEqual(texts(messages), [...log, 'hello']);
  });
});

test('a store of another format is refused in a sentence, and left as it is', async (t) => {
  const data = await newFolder(t);
  const root = open({ path: data, noSubdir: false, maxDbs: 8 });
  await root.openDB({ name: 'meta' }).put('format', 99);
  await root.close();
  const sentence = `realtime-chat-relay: Cannot use the data folder ${data}: it holds format 99, and this relay reads format 3\n`;
  for (const args of [
    ['--port', '0'],
    ['export', '--room', 'lobby'],
  ]) {
    assert.deepEqual(await runCli([...args, '--data', data]), { code: 1, stdout: '', stderr: sentence });
  }
});
