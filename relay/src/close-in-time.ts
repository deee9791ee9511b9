import type { RoomLog } from './log/log.ts';
import { within } from './log/within.ts';
import type { Logger } from './logger.ts';

/**
 * How long closing may take in all, in milliseconds. Each step gets the time that the steps before it have left. The first
 * step and unlocking the folder have bounds of their own, and some time is kept for the webhook.
 */
const closeTimeout = 3500;
const firstTimeout = 1000;
const unlockTimeout = 250;
const webhookReserve = 500;

/** The parts of a relay that take a while to close. */
export interface ClosingParts {
  /** What uses the log. */
  first: readonly (() => Promise<void>)[];
  log: RoomLog;
  unlock: () => Promise<void>;
  webhooks: { close(): Promise<void> } | undefined;
  unmount: () => void;
  logger: Logger;
}

/** @throws {Error} if the store could not be closed in time */
export async function closeInTime({
  first,
  log,
  unlock,
  webhooks,
  unmount,
  logger,
}: ClosingParts): Promise<void> {
  const end = performance.now() + closeTimeout;
  const timeLeft = (): number => Math.max(end - performance.now(), 0);
  try {
    await within(firstTimeout, Promise.all(first.map((close) => close())));
    await log.close(timeLeft() - unlockTimeout - webhookReserve);
    await within(unlockTimeout, unlock());
  } catch (error) {
    logger.error({ code: 'store_not_closed', err: error }, 'the store could not be closed');
    throw error;
  } finally {
    await within(timeLeft(), webhooks?.close() ?? Promise.resolve());
    // Last, so that requests until then are told that the relay is closing.
    unmount();
  }
}
