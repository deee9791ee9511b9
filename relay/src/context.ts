import type { Sessions } from './connection/identity/sessions.ts';
import type { OpenedFiles } from './files/open-files.ts';
import type { FileTransfer } from './files/transfer.ts';
import type { RoomLog } from './log/log.ts';
import type { Nodes } from './nodes/nodes.ts';
import type { RateLimits } from './limits/rate-limits.ts';
import type { PendingRequests } from './limits/pending-requests.ts';
import type { WatchAnswer } from './handlers/dispatch.ts';
import type { Logger } from './logger.ts';
import type { KnownReports } from './moderation/review-queue/known-reports.ts';
import type { Moderation } from './moderation/moderation.ts';
import type { BlocklistMatcher } from './messages/blocklist.ts';
import type { Filter } from './messages/content-filter.ts';
import type { ReviewQueue } from './moderation/review-queue/review-queue.ts';
import type { Permissions } from './moderation/permissions.ts';
import type { OnReport } from './moderation/review-queue/on-report.ts';
import type { GuestRooms } from './rooms/guest-rooms.ts';
import type { FileTexts } from './rooms/old-clients/file-texts.ts';
import type { RoomRegistry } from './rooms/room-registry.ts';
import type { RecentVisitors } from './moderation/recent-visitors/recent-visitors.ts';

/** The parts of the relay that handlers use. */
export interface RelayContext {
  sessions: Sessions;
  log: RoomLog;
  nodes: Nodes;
  rooms: RoomRegistry;
  limits: RateLimits;
  /** Requests to join, leave or get history that are not answered yet. */
  pendingRequests: PendingRequests;
  guestRooms: GuestRooms;
  permissions: Permissions;
  moderation: Moderation;
  queue: ReviewQueue;
  knownReports: KnownReports;
  recentVisitors: RecentVisitors;
  filter: Filter | undefined;
  /** Whether a text contains a word of the blocklist. */
  hasBlockedWord: BlocklistMatcher;
  /** Absent if the relay takes no files. */
  files: OpenedFiles | undefined;
  /** Uploads and addresses of files; absent with them. */
  transfer: FileTransfer | undefined;
  /** Files for clients that do not show them; absent with them. */
  fileTexts: FileTexts | undefined;
  /** Whether a guest's message with a file is held for a moderator. */
  holdGuestFiles: boolean;
  /** Whether a guest's message with a link is held for a moderator. */
  holdGuestLinks: boolean;
  /** The text that the relay shows to a client after its join. */
  greeting: string;
  /** How long people may edit or delete their own messages, in milliseconds. */
  editWindow: number;
  onReport: OnReport | undefined;
  /** Absent if nothing is measured. */
  watchAnswer: WatchAnswer | undefined;
  logger: Logger;
}
