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
    const parsed = parse(schema, args[0]);
    if (!parsed.ok) return refuse(args, new Refusal('invalid', parsed.reason));
    handle(parsed.value, (answer) => acknowledge<T>(args, { ok: true, ...answer })).catch((error: unknown) =>
      refuse(args, refusalOf(error, logger)),
    );
  };
}

/**
 * The one way in for events that need no answer. A client that asks for one all the same gets it, or it would wait for
 * ever.
 */
export function noticing<S extends Schema>(
  logger: Logger,
  schema: S,
  handle: (notice: Output<S>) => Promise<void>,
): Listener {
  return (...args) => {
    const parsed = parse(schema, args[0]);
    if (!parsed.ok) return refuse(args, new Refusal('invalid', parsed.reason));
    handle(parsed.value).then(
      () => acknowledge(args, { ok: true }),
      (error: unknown) => refuse(args, refusalOf(error, logger)),
    );
  };
}

/** Answers an event whose arguments these are, if its client asked for an answer. */
export function acknowledge<T>(args: readonly unknown[], answer: Answer<T>): void {
  const last = args.at(-1);
  if (isCallback(last)) last(answer);
}

export function refuse(args: readonly unknown[], refusal: Refusal): void {
  acknowledge(args, { ok: false, error: refusal.toJSON() });
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
