import type { WireClient } from '../support/wire-client.ts';

/**
 * Two people chat for as long as an attack lasts: Ben receives each message of Ann before she sends the next.
 *
 * @returns the result of the attack, and the number of messages. Their texts are the numbers from 1 on
 */
export async function talkDuring<T>(
  [ann, ben]: readonly [WireClient, WireClient],
  attack: Promise<T>,
): Promise<{ result: T; count: number }> {
  let isOver = false;
  const attacking = attack.finally(() => (isOver = true));
  let count = 0;
  do {
    const words = `${(count += 1)}`;
    await ann.say(words);
    await ben.hears(words);
  } while (!isOver);
  return { result: await attacking, count };
}
