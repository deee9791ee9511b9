import type { WireClient } from '../support/wire-client.ts';

/**
 * Two people talk for as long as an attack lasts: the one hears each message of the other.
 *
 * @returns what the attack returns, and how often they talked: the messages are the numbers from 1 on
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
