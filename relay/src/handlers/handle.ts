import { type Answer, type Output, parse, type Schema } from '@realtime-chat/protocol';
import type { Logger } from '../logger.ts';
import { Refusal } from '../refusal.ts';
import type { RelaySocket } from '../rooms/sockets.ts';

/** Serves one event of any socket. It gets the raw arguments, which are not validated yet. */
export type Handler = (socket: RelaySocket, args: readonly unknown[]) => void;

/** The handlers of some events, by name. */
export type Handlers = Readonly<Record<string, Handler>>;

/**
 * Returns a handler for a request of the protocol. It parses the request, calls the given function, and turns any thrown error
 * into a refusal.
 *
 * @param serve must call `reply` once, or throw
 */
export function handleRequest<S extends Schema, T>(
  logger: Logger,
  schema: S,
  serve: (socket: RelaySocket, request: Output<S>, reply: (answer: T) => void) => Promise<void>,
): Handler {
  return (socket, args) => {
    const parsed = parse(schema, args[0]);
    if (!parsed.ok) return refuse(args, new Refusal('invalid', parsed.reason));
    serve(socket, parsed.value, (answer) => acknowledge<T>(args, { ok: true, ...answer })).catch(
      (error: unknown) => refuse(args, refusalOf(error, logger)),
    );
  };
}

/**
 * Returns a handler for an event that needs no answer. If a client passes a callback anyway, the handler calls it, because
 * the client would otherwise wait for ever.
 */
export function handleEvent<S extends Schema>(
  logger: Logger,
  schema: S,
  serve: (socket: RelaySocket, event: Output<S>) => Promise<void>,
): Handler {
  return (socket, args) => {
    const parsed = parse(schema, args[0]);
    if (!parsed.ok) return refuse(args, new Refusal('invalid', parsed.reason));
    serve(socket, parsed.value).then(
      () => acknowledge(args, { ok: true }),
      (error: unknown) => refuse(args, refusalOf(error, logger)),
    );
  };
}

/** Acknowledges an event, if the client passed a callback as its last argument. */
export function acknowledge<T>(args: readonly unknown[], answer: Answer<T>): void {
  const last = args.at(-1);
  if (isCallback(last)) last(answer);
}

/** Acknowledges an event by a refusal. */
export function refuse(args: readonly unknown[], refusal: Refusal): void {
  acknowledge(args, { ok: false, error: refusal.toJSON() });
}

export function isCallback(value: unknown): value is (answer: object) => void {
  return typeof value === 'function';
}

/**
 * Turns any thrown value into a refusal. An error that is not a `Refusal` is a fault of the relay, so the client may
 * try again. A refusal with a cause is logged, because it has one only if the relay or the site failed.
 */
export function refusalOf(error: unknown, logger: Logger): Refusal {
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal('unavailable', 'the relay could not complete the request', {
          retryAfter: 5,
          cause: error,
        });
  if (refusal.cause !== undefined)
    logger.error({ code: 'request_failed', err: refusal.cause }, refusal.message);
  return refusal;
}
