import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroupCommit, type Pending } from '../../relay/src/log/group-commit.ts';
import type { Entry } from '../../relay/src/log/log.ts';
import { entryFrom } from '../../relay/src/log/entry-types.ts';
import type { Outcome } from '../../relay/src/log/store-rules.ts';
import { silent } from '../../relay/src/logger.ts';
import { Refusal } from '../../relay/src/refusal.ts';
import { draft, texts } from './log-entries.ts';

/** A store that can be told to fail, and remembers how its appends were gathered. */
function newStore() {
  const stored: Entry[] = [];
  const batches: number[] = [];
  const failures: Error[] = [];
  const appends = new GroupCommit(async (batch) => {
    // A disk takes a moment, in which others arrive.
    await new Promise(setImmediate);
    batches.push(batch.length);
    const failure = failures.shift();
    if (failure) throw failure;
    return batch.map(store);
  });
  const store = ({ draft }: Pending): Outcome => {
    const entry = entryFrom(draft, { seq: stored.length + 1, time: 0 });
    stored.push(entry);
    return { result: { epoch: 'epoch', seq: entry.seq, time: entry.time, duplicate: false }, entry };
  };
  return { appends, stored, batches, failures };
}

/** A commit that has begun is over by then. */
async function pastCommit(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

test('a commit that fails is told as unavailable for now, and nobody hears of it', async () => {
  const { appends, failures } = newStore();
  const heard: string[] = [];
  appends.watch('lobby', (_epoch, entries) => heard.push(...texts(entries)));
  const cause = new Error('the disk is full');
  failures.push(cause);

  const results = await Promise.allSettled([
    appends.append('lobby', draft('lost')),
    appends.append('lobby', draft('lost too')),
  ]);
  for (const result of results) {
    assert.ok(result.status === 'rejected' && result.reason instanceof Refusal);
    assert.equal(result.reason.code, 'unavailable');
    assert.ok(Number(result.reason.retryAfter) > 0);
    assert.equal(result.reason.cause, cause);
  }
  assert.deepEqual(heard, []);

  assert.equal((await appends.append('lobby', draft('kept'))).seq, 1);
  assert.deepEqual(heard, ['kept']);
});

test('what arrives during a commit goes into the next one, after a failure too', async () => {
  const { appends, failures } = newStore();
  failures.push(new Error('the disk is full'));
  const lost = appends.append('lobby', draft('lost'));
  await Promise.resolve();
  const kept = appends.append('lobby', draft('kept'));

  await assert.rejects(lost, { code: 'unavailable' });
  assert.equal((await kept).seq, 1);
});

test('a thousand messages that arrive together are committed together', async () => {
  const { appends, batches } = newStore();
  const receipts = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => appends.append('lobby', draft(`${index}`))),
  );
  assert.deepEqual(
    receipts.map(({ seq }) => seq),
    Array.from({ length: 1000 }, (_, index) => index + 1),
  );
  assert.ok(batches.length <= 2, `${batches.length} commits`);
});

test('what arrives during a commit is gathered for a moment, and committed together', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { appends, batches } = newStore();
  const append = (text: string): Promise<unknown> => appends.append('lobby', draft(text));
  const first = append('first');
  await Promise.resolve();
  const gathered = [append('second')];
  await first;
  gathered.push(append('third'), append('fourth'));
  await new Promise(setImmediate);
  assert.deepEqual(batches, [1]);
  t.mock.timers.tick(21);
  await pastCommit();
  assert.deepEqual(batches, [1]);
  t.mock.timers.tick(1);
  await Promise.all(gathered);
  assert.deepEqual(batches, [1, 3]);
});

test('a commit waits for no more than a full batch, and for nothing after a pause', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { appends, batches } = newStore();
  const append = (text: string): Promise<unknown> => appends.append('lobby', draft(text));
  const first = append('first');
  await Promise.resolve();
  const more = Array.from({ length: 23 }, (_, index) => append(`more ${index}`));
  await first;
  await new Promise(setImmediate);
  assert.deepEqual(batches, [1]);
  await Promise.all([...more, append('the twenty-fourth')]);
  assert.deepEqual(batches, [1, 24]);
  t.mock.timers.tick(22);
  await append('after a pause');
  assert.deepEqual(batches, [1, 24, 1]);
});

test('under load, an append waits for others also while no commit is under way', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { appends, batches } = newStore();
  const append = (text: string): Promise<unknown> => appends.append('lobby', draft(text));
  const first = append('first');
  await Promise.resolve();
  const two = [append('second'), append('third')];
  await first;
  t.mock.timers.tick(22);
  await Promise.all(two);
  assert.deepEqual(batches, [1, 2]);
  // The second commit began a moment ago, and is over.
  const more = [append('fourth')];
  t.mock.timers.tick(21);
  await pastCommit();
  more.push(append('fifth'));
  await pastCommit();
  assert.deepEqual(batches, [1, 2]);
  t.mock.timers.tick(1);
  await Promise.all(more);
  assert.deepEqual(batches, [1, 2, 2]);
});

test('an append that would wait in vain is the last: one sender alone waits for nothing', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { appends, batches } = newStore();
  const append = (text: string): Promise<unknown> => appends.append('lobby', draft(text));
  // Nobody else sends. If one of these waited, nothing would move the clock on.
  for (const text of ['one', 'two', 'three']) await append(text);
  const first = append('first');
  await Promise.resolve();
  const others = [append('second'), append('third')];
  await first;
  t.mock.timers.tick(22);
  await Promise.all(others);
  const last = append('the last that waits');
  t.mock.timers.tick(22);
  await last;
  for (const text of ['four', 'five', 'six']) await append(text);
  assert.deepEqual(batches, [1, 1, 1, 1, 2, 1, 1, 1, 1]);
});

test('a refusal of one message lets the others of its batch through', async () => {
  const appends = new GroupCommit(async (batch) =>
    batch.map(({ draft }, index) => {
      if (draft.id === 'id-bad') return new Refusal('conflict', 'id is taken');
      const entry = entryFrom(draft, { seq: index + 1, time: 0 });
      return { result: { epoch: 'epoch', seq: entry.seq, time: 0, duplicate: false }, entry };
    }),
  );
  const heard: string[] = [];
  appends.watch('lobby', (_epoch, entries) => heard.push(...texts(entries)));

  const results = await Promise.allSettled(
    ['good', 'bad', 'better'].map((text) => appends.append('lobby', draft(text))),
  );
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(heard, ['good', 'better']);
});

test('is idle only when nothing waits', async () => {
  const { appends, stored } = newStore();
  void appends.append('lobby', draft('one'));
  await Promise.resolve();
  void appends.append('lobby', draft('two'));
  await appends.idle();
  assert.equal(stored.length, 2);
});

test('a watcher that throws takes nothing from the senders and the other watchers, and is told of', async () => {
  const told: object[] = [];
  let seq = 0;
  const appends = new GroupCommit(
    async (batch) =>
      batch.map(({ draft }) => {
        const entry = entryFrom(draft, { seq: ++seq, time: 0 });
        return { result: { epoch: 'epoch', seq, time: 0, duplicate: false }, entry };
      }),
    { ...silent, error: (details) => told.push(details) },
  );
  const heard: string[] = [];
  const err = new Error('broken watcher');
  appends.watch('lobby', () => {
    throw err;
  });
  for (const room of ['lobby', 'attic']) appends.watch(room, () => heard.push(room));

  const receipts = await Promise.all(
    ['lobby', 'attic'].map((room) => appends.append(room, draft('hello', { id: room }))),
  );
  assert.deepEqual(
    receipts.map((result) => result.seq),
    [1, 2],
  );
  await appends.idle();
  assert.deepEqual(heard, ['lobby', 'attic']);
  assert.deepEqual(told, [{ code: 'watcher_failed', err }]);
});

test('a batch that was refused and is stored after all is told to the watchers, before the next one', async () => {
  const refusal = new Refusal('unavailable', 'the store cannot be written to', { retryAfter: 5 });
  let storeLate = (): void => {};
  let seq = 0;
  const outcomesOf = (batch: readonly Pending[]): Outcome[] =>
    batch.map(({ draft }) => {
      const entry = entryFrom(draft, { seq: ++seq, time: 0 });
      return { result: { epoch: 'epoch', seq, time: 0, duplicate: false }, entry };
    });
  let isFirst = true;
  const appends = new GroupCommit(async (batch, late) => {
    if (!isFirst) return outcomesOf(batch);
    isFirst = false;
    storeLate = () => late(outcomesOf(batch));
    throw refusal;
  });
  const heard: string[] = [];
  appends.watch('lobby', (_epoch, entries) => heard.push(...texts(entries)));
  await assert.rejects(appends.append('lobby', draft('late')), refusal);
  assert.deepEqual(heard, []);
  storeLate();
  assert.equal((await appends.append('lobby', draft('next'))).seq, 2);
  assert.deepEqual(heard, ['late', 'next']);
});

test('more than 10,000 appends do not wait for a store that hangs', async () => {
  let answer = (): void => {};
  const hanging = new Promise<void>((resolve) => (answer = resolve));
  const appends = new GroupCommit(async (batch) => {
    await hanging;
    return batch.map(({ draft: each }, index) => {
      const entry = entryFrom(each, { seq: index + 1, time: 0 });
      return { result: { epoch: 'epoch', seq: entry.seq, time: 0, duplicate: false }, entry };
    });
  });
  const first = appends.append('lobby', draft('first'));
  await new Promise(setImmediate);
  const waiting = Array.from({ length: 10_000 }, () => appends.append('lobby', draft('waiting')));
  await assert.rejects(appends.append('lobby', draft('too much')), { code: 'unavailable', retryAfter: 5 });
  answer();
  await Promise.all([first, ...waiting]);
  await appends.append('lobby', draft('after'));
});
