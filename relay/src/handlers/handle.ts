import { type Answer, type Output, parse, type Schema } from '@realtime-chat/protocol';
import type { Logger } from '../logger.ts';
import { Refusal } from '../refusal.ts';

/** Takes the arguments of one event, whatever a client made of them. */
export type Listener = (...args: unknown[]) => void;

/**
 * The one way in for requests: parses what came, hands it on, and turns whatever is thrown into a refusal.
 *
 * @param handle must call `reply` once, or throw.
 */
export function answering<S extends Schema, T>(
  logger: Logger,
  schema: S,
  handle: (request: Output<S>, reply: (answer: T) => void) => Promise<void>,
): Listener {
  return (...args) => {
    const last = args.at(-1);
    const acknowledge = (answer: Answer<T>): void => {
      if (isCallback(last)) last(answer);
    };
    const parsed = parse(schema, args[0]);
    if (!parsed.ok) {
      acknowledge({ ok: false, error: { code: 'invalid', message: parsed.reason } });
      return;
    }
    handle(parsed.value, (answer) => acknowledge({ ok: true, ...answer })).catch((error: unknown) => {
      acknowledge({ ok: false, error: refusalOf(error, logger).toJSON() });
    });
  };
}

/**
 * The one way in for what is not answered. What is malformed, or asks for what may not be, is let fall: nobody waits
 * for a word about it.
 */
export function noticing<S extends Schema>(
  logger: Logger,
  schema: S,
  handle: (notice: Output<S>) => Promise<void>,
): Listener {
  return (notice) => {
    const parsed = parse(schema, notice);
    // Refusals fall; a mistake of ours is logged on the way.
    if (parsed.ok) handle(parsed.value).catch((error: unknown) => void refusalOf(error, logger));
  };
}

function isCallback(value: unknown): value is (answer: object) => void {
  return typeof value === 'function';
}

/**
 * What is thrown by mistake, and not as a refusal, is our fault: the client may try again. Where something went
 * wrong, and a client did not, the log tells what.
 */
export function refusalOf(error: unknown, logger: Logger): Refusal {
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal('unavailable', 'the relay failed to do this', { retryAfter: 5, cause: error });
  if (refusal.cause !== undefined)
    logger.error({ code: 'request_failed', err: refusal.cause }, refusal.message);
  return refusal;
}
