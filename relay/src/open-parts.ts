import { Sessions } from './connection/identity/sessions.ts';
import type { RateLimits } from './limits/rate-limits.ts';
import { warnIfOpenToOthers } from './log/folder/folder-permissions.ts';
import type { RoomLog } from './log/log.ts';
import type { Logger } from './logger.ts';
import { Moderation } from './moderation/moderation.ts';
import { ReviewQueue } from './moderation/review-queue/review-queue.ts';
import type { Options } from './options.ts';
import { ReservedNames } from './rooms/names/reserved-names.ts';
import { GuestRooms } from './rooms/guest-rooms.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** Opens all parts that read the store or the data folder. If one fails, the others are closed; the log stays open. */
export async function openParts(log: RoomLog, limits: RateLimits, settings: Options, logger: Logger) {
  const { data, webhook } = settings;
  const sessions = await Sessions.open(data);
  await warnIfOpenToOthers(data, logger);
  const moderation = await Moderation.open(log, logger);
  const queue = await ReviewQueue.open(log, logger);
  const guestRooms = await GuestRooms.open(log, limits, settings.limits, logger);
  const webhooks = webhook && (await Webhooks.open(webhook, data, logger));
  try {
    if (webhooks) await log.watchAll((...committed) => webhooks.take(...committed));
    // Last, because it removes expired names from the store in the background.
    const reservedNames = await ReservedNames.open(log, logger);
    return { sessions, webhooks, reservedNames, moderation, queue, guestRooms };
  } catch (error) {
    await webhooks?.close();
    throw error;
  }
}
