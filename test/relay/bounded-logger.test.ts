import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { BoundedLogger } from '../../relay/src/bounded-logger.ts';
import type { LogDetails } from '../../relay/src/logger.ts';

/** A bounded logger whose clock the test moves. */
function newBounded(t: TestContext) {
  let time = 0;
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const lines: string[] = [];
  const put =
    (level: string) =>
    ({ code, suppressed }: LogDetails, message: string): void =>
      void lines.push(
        [level, code, message, ...(typeof suppressed === 'number' ? [suppressed] : [])].join(' '),
      );
  const logger = new BoundedLogger({ error: put('error'), warn: put('warn'), info: put('info') }, () => time);
  const passSecond = (): void => {
    time += 1000;
    mock.timers.tick(1000);
  };
  return { logger, lines, passSecond };
}

test('the first line of each code is written at once', (t) => {
  const { logger, lines } = newBounded(t);
  logger.warn({ code: 'a' }, '1');
  logger.error({ code: 'b' }, '2');
  assert.deepEqual(lines, ['warn a 1', 'error b 2']);
});

test('of a flood one line a second is written, with the number of lines left out', (t) => {
  const { logger, lines, passSecond } = newBounded(t);
  for (let count = 1; count <= 500; count++) logger.warn({ code: 'a' }, String(count));
  assert.deepEqual(lines, ['warn a 1']);
  passSecond();
  assert.deepEqual(lines.slice(1), ['warn a 500 498']);
  logger.warn({ code: 'a' }, '501');
  assert.equal(lines.length, 2, 'the code is quiet for a second after each line');
  passSecond();
  assert.deepEqual(lines.slice(2), ['warn a 501']);
});

test('after a second without lines, the next one is written at once again', (t) => {
  const { logger, lines, passSecond } = newBounded(t);
  logger.info({ code: 'a' }, '1');
  passSecond();
  logger.info({ code: 'a' }, '2');
  assert.deepEqual(lines, ['info a 1', 'info a 2']);
});

test('flush writes all waiting lines', (t) => {
  const { logger, lines } = newBounded(t);
  for (const message of ['1', '2', '3']) logger.warn({ code: 'a' }, message);
  logger.flush();
  logger.flush();
  assert.deepEqual(lines, ['warn a 1', 'warn a 3 1']);
});

test('all codes together write 20 lines a second, and every code gets its line', (t) => {
  const { logger, lines, passSecond } = newBounded(t);
  for (let code = 1; code <= 50; code++) logger.warn({ code: String(code) }, 'x');
  assert.equal(lines.length, 20);
  passSecond();
  assert.equal(lines.length, 40);
  passSecond();
  assert.equal(lines.length, 50);
  assert.equal(new Set(lines).size, 50);
});
