import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { newFolder } from '../support/folder.ts';
import { newRelay } from '../support/relay.ts';

/** A logger that keeps what it was warned of. */
function newLogger() {
  const warnings: { details: object; message: string }[] = [];
  const warn = (details: object, message: string): void => void warnings.push({ details, message });
  return { warnings, warn, info: () => {}, error: () => {} };
}

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

test('whatever the relay makes is for its owner alone', async (t) => {
  const before = process.umask(0);
  t.after(() => process.umask(before));
  const data = join(await newFolder(t), 'data');
  const logger = newLogger();
  const relay = await newRelay(t, { data, logger });
  await relay.publish('lobby', { message: 'hello' });
  assert.equal(await modeOf(data), '700');
  const files = await readdir(data);
  assert.deepEqual(files.sort(), ['data.mdb', 'lock.mdb', 'secret', 'witness']);
  for (const file of files) assert.equal(await modeOf(join(data, file)), '600', file);
  assert.deepEqual(logger.warnings, []);
});

for (const mode of [0o755, 0o750, 0o711]) {
  test(`a folder that others can get at (${mode.toString(8)}) is warned of once, and left as it is`, async (t) => {
    const data = join(await newFolder(t), 'data');
    await mkdir(data);
    await chmod(data, mode);
    const logger = newLogger();
    await newRelay(t, { data, logger });
    assert.deepEqual(logger.warnings, [
      {
        details: { paths: [data] },
        message: `others on this machine can get at the data: chmod -R go= ${data}`,
      },
    ]);
    assert.equal(await modeOf(data), mode.toString(8));
  });
}

test('so is a secret that others can read, until what the warning says is done', async (t) => {
  const data = await newFolder(t);
  await (await newRelay(t, { data })).close();
  await chmod(join(data, 'secret'), 0o644);
  const logger = newLogger();
  await (await newRelay(t, { data, logger })).close();
  assert.deepEqual(
    logger.warnings.map(({ details }) => details),
    [{ paths: [join(data, 'secret')] }],
  );
  await chmod(join(data, 'secret'), 0o600);
  await newRelay(t, { data, logger });
  assert.equal(logger.warnings.length, 1);
});
