import type { RoomLog } from './log/log.ts';
import type { RateLimits } from './limits/rate-limits.ts';
import type { PendingRequests } from './limits/pending-requests.ts';
import type { Logger } from './logger.ts';
import type { KnownReports } from './moderation/review-queue/known-reports.ts';
import type { Moderation } from './moderation/moderation.ts';
import type { Finder } from './messages/blocklist.ts';
import type { Filter } from './messages/content-filter.ts';
import type { Queue } from './moderation/review-queue/review-queue.ts';
import type { Permissions } from './moderation/permissions.ts';
import type { OnReport } from './moderation/review-queue/on-report.ts';
import type { GuestRooms } from './rooms/guest-rooms.ts';
import type { RoomRegistry } from './rooms/room-registry.ts';
import type { Whereabouts } from './moderation/recent-visitors.ts';

/** What each connection is served from. */
export interface Relayed {
  log: RoomLog;
  rooms: RoomRegistry;
  limits: RateLimits;
  /** Requests to join, leave or get history that are not answered yet. */
  pendingRequests: PendingRequests;
  guestRooms: GuestRooms;
  permissions: Permissions;
  moderation: Moderation;
  queue: Queue;
  knownReports: KnownReports;
  whereabouts: Whereabouts;
  filter: Filter | undefined;
  /** Whether a text holds a word of the blocklist. */
  isUnwanted: Finder;
  /** Whether a guest's message with an address in it waits for a moderator. */
  holdsLinks: boolean;
  /** The relay's own words to who comes in. */
  greeting: string;
  /** For how many milliseconds people may change what they wrote. */
  editWindow: number;
  onReport: OnReport | undefined;
  logger: Logger;
}
