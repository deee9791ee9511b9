// Attacks in a process of its own, so that how long others wait is not measured where the attack keeps everything busy.
// Says that it is there; is told `{ name, aim }`, and anything to end; tells `{ did }` or `{ failed }`.
import { once } from 'node:events';
import { type Aim, longAttacks } from './long-attacks.ts';

process.send?.('here');
const [{ name, aim }] = (await once(process, 'message')) as [{ name: string; aim: Aim }];
const stop = new AbortController();
process.once('message', () => stop.abort());
const outcome = await (longAttacks[name]?.run(aim, stop.signal) ?? Promise.reject(new Error(name))).then(
  (did) => ({ did }),
  (error: unknown) => ({ failed: String(error) }),
);
process.send?.(outcome, () => process.exit());
