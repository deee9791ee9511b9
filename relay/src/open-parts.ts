import { Sessions } from './connection/identity/sessions.ts';
import { SharedReviews } from './connection/reviews/shared-reviews.ts';
import { filesPlace, type FilesPlace } from './files/files-place.ts';
import { openFiles, type OpenedFiles } from './files/open-files.ts';
import type { FileTransfer } from './files/transfer.ts';
import { RateLimits } from './limits/rate-limits.ts';
import { relayVersion } from './lifecycle-log.ts';
import { warnIfOpenToOthers } from './log/folder/folder-permissions.ts';
import type { RoomLog } from './log/log.ts';
import type { SecretsPlace } from './log/stored-secret.ts';
import type { Opened } from './log/redis/server/open.ts';
import { keepsEverything, retain } from './log/retention/retention.ts';
import type { Logger } from './logger.ts';
import { blocklistMatcher } from './messages/blocklist.ts';
import { nameHasLink } from './messages/links.ts';
import { AppendedRooms } from './nodes/appended-rooms.ts';
import type { OpenedStore } from './nodes/open-store.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { MetricsAddress } from './metrics/metrics-server.ts';
import { Moderation, type ModerationParts } from './moderation/moderation.ts';
import { RecentVisitors } from './moderation/recent-visitors/recent-visitors.ts';
import { isHeld } from './moderation/review-queue/queue-item.ts';
import { ReviewQueue } from './moderation/review-queue/review-queue.ts';
import type { Options } from './options.ts';
import { keepRule } from './options/keep-rule.ts';
import { NamePolicy } from './rooms/names/name-policy.ts';
import { ReservedNames } from './rooms/names/reserved-names.ts';
import { GuestRooms } from './rooms/guest-rooms.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** Opens all parts that read the store or the data folder. If one fails, the others are closed; the log stays open. */
export async function openParts({ log, nodes, redis }: OpenedStore, settings: Options, logger: Logger) {
  const { data, webhook } = settings;
  const limits = await RateLimits.open(settings.limits, logger, redis);
  const secrets = { data, shared: nodes.isShared ? { log, logger } : undefined };
  const sessions = await Sessions.open(secrets);
  await warnIfOpenToOthers(data, logger);
  const moderation = await Moderation.open(log, logger, redis && (await sharedParts(redis)));
  const recentVisitors = await RecentVisitors.open(log, nodes);
  const reviews = nodes.isShared && settings.authorize ? await SharedReviews.open(log, nodes) : undefined;
  const place = filesPlace(settings);
  const files = place && (await openFiles(place, { log, nodes, isHeld, logger }));
  const queue = await ReviewQueue.open(log, logger, (room, item) => files?.committed.drop(room, item));
  const guestRooms = await GuestRooms.open(log, limits, settings.limits, logger);
  const transfer = place && files && (await openTransfer(settings, place, files, secrets, logger));
  const policy = { messages: keepRule(settings.keepMessages), days: keepRule(settings.keepDays) };
  const isFollowed = webhook !== undefined || !keepsEverything(policy);
  const appended = await AppendedRooms.open(log, nodes, { isFollowed });
  const webhooks = webhook && (await Webhooks.open(webhook, secrets, { log, nodes, appended, logger }));
  try {
    const metrics = settings.metrics && (await openMetrics(settings.metrics, log, logger));
    // Last, because it removes expired names from the store in the background.
    const reservedNames = await ReservedNames.open(log, logger).catch((error: unknown) => {
      metrics?.close();
      throw error;
    });
    const watch: AppendedRooms['watch'] = (listener) => appended.watch(listener);
    const onRemoved = files && ((room: string): void => files.forgotten.look(room));
    const retention = keepsEverything(policy)
      ? undefined
      : nodes.lead('retention', (signal) => retain(log, policy, signal, { logger, watch, onRemoved }));
    const hasBlockedWord = blocklistMatcher(settings.blocklist);
    const names = new NamePolicy(reservedNames, {
      hasBlockedWord,
      holdsLink: settings.guestLinks === 'hold' ? nameHasLink : () => false,
      allowsOwnNames: settings.ownNames === 'allow',
    });
    return {
      limits,
      sessions,
      appended,
      webhooks,
      retention,
      reservedNames,
      moderation,
      recentVisitors,
      reviews,
      queue,
      files,
      transfer,
      guestRooms,
      metrics,
      names,
      hasBlockedWord,
    };
  } catch (error) {
    await Promise.all([webhooks?.close(), transfer?.close(), files?.close()]);
    throw error;
  }
}

/** Only a relay on Redis loads what it needs for it. */
async function sharedParts(redis: Opened): Promise<ModerationParts> {
  const [{ SharedSlowMode }, { SharedMutex }] = await Promise.all([
    import('./moderation/shared-slow-mode.ts'),
    import('./limits/shared-mutex.ts'),
  ]);
  return { slowMode: new SharedSlowMode(redis), mutex: new SharedMutex(redis) };
}

/** Loads the code for it only now: a relay without files needs none of it. */
async function openTransfer(
  settings: Options,
  { folder }: FilesPlace,
  opened: OpenedFiles,
  secrets: SecretsPlace,
  logger: Logger,
): Promise<FileTransfer> {
  const { FileTransfer: TransferClass } = await import('./files/transfer.ts');
  const { limits, fileLimits, filesOrigin, path } = settings;
  const base = filesOrigin === undefined ? '' : filesOrigin + path;
  const { records, blobs } = opened;
  const parts = { folder, records, blobs, limits, fileLimits, secrets, base, logger };
  return TransferClass.open(parts).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
}

/** Loads the code for it only now: most relays have no metrics. */
async function openMetrics(address: MetricsAddress, log: RoomLog, logger: Logger): Promise<Metrics> {
  const { Metrics: MetricsClass } = await import('./metrics/metrics.ts');
  const metrics = await MetricsClass.open(address, relayVersion(), logger);
  try {
    await metrics.watchLog(log);
  } catch (error) {
    metrics.close();
    throw error;
  }
  return metrics;
}
