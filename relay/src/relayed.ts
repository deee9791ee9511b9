import type { RoomLog } from './log/log.ts';
import type { Limits } from './limits.ts';
import type { Logger } from './logger.ts';
import type { Moderation } from './moderation.ts';
import type { Filter } from './filter.ts';
import type { Queue } from './queue.ts';
import type { Permissions } from './permissions.ts';
import type { OnReport } from './reporting.ts';
import type { Rooms } from './rooms.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What each connection is served from. */
export interface Relayed {
  log: RoomLog;
  rooms: Rooms;
  limits: Limits;
  permissions: Permissions;
  moderation: Moderation;
  queue: Queue;
  whereabouts: Whereabouts;
  filter: Filter | undefined;
  /** Whether a guest's message with an address in it waits for a moderator. */
  holdsLinks: boolean;
  /** The relay's own words to who comes in. */
  greeting: string;
  /** For how many milliseconds people may change what they wrote. */
  editWindow: number;
  onReport: OnReport | undefined;
  logger: Logger;
}
