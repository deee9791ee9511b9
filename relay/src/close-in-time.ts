import type { RoomLog } from './log/log.ts';
import { within } from './log/within.ts';
import type { Logger } from './logger.ts';

/**
 * How long closing may take in all, in milliseconds. Each step gets the time that the steps before it have left. The steps
 * before the log have bounds of their own, and so has unlocking the folder.
 */
const closeTimeout = 3500;
const firstTimeout = 1750;
const nodesTimeout = 250;
const unlockTimeout = 250;

/** The parts of a relay that take a while to close. */
export interface ClosingParts {
  /** What uses the log: webhooks, retention … */
  first: readonly (() => Promise<void>)[];
  /** It tells the last hints. */
  appended: { close(): void };
  nodes: { close(): Promise<void> };
  log: RoomLog;
  unlock: () => Promise<void>;
  unmount: () => void;
  logger: Logger;
}

/** @throws {Error} if the store could not be closed in time */
export async function closeInTime({
  first,
  appended,
  nodes,
  log,
  unlock,
  unmount,
  logger,
}: ClosingParts): Promise<void> {
  const end = performance.now() + closeTimeout;
  const timeLeft = (): number => Math.max(end - performance.now(), 0);
  try {
    await within(firstTimeout, Promise.all(first.map((close) => close())));
    appended.close();
    await within(nodesTimeout, nodes.close());
    await log.close(timeLeft() - unlockTimeout);
    await within(unlockTimeout, unlock());
  } catch (error) {
    logger.error({ code: 'store_not_closed', err: error }, 'the store could not be closed');
    throw error;
  } finally {
    // Last, so that requests until then are told that the relay is closing.
    unmount();
  }
}
