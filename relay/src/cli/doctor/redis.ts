import { withoutAccount } from '../../lifecycle-log.ts';
import type { LogDetails } from '../../logger.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

const advice = 'see docs/guarantees.md for what each setting of Redis promises';

/** Checks that Redis can be used, and what its settings promise. Writes nothing to it. */
export async function* checkRedis(url: string): AsyncGenerator<Finding> {
  const found: Finding[] = [];
  const worse = (_details: LogDetails, text: string): void =>
    void found.push(warn('redis', `${text}.`, advice));
  const fine = (_details: LogDetails, text: string): void => void found.push(ok('redis', `${text}.`));
  try {
    const { openRedis } = await import('../../log/redis/server/open.ts');
    (await openRedis(url, { error: worse, warn: worse, info: fine })).disconnect();
    yield* found;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield fail(
      'redis',
      `${withoutAccount(url)} cannot be used: ${reason}.`,
      'correct --redis, or that Redis',
    );
  }
}
