import { ephemeralHandlers } from './ephemeral.ts';
import { fileHandlers } from './files.ts';
import type { Handler } from './handle.ts';
import { historyHandlers } from './history.ts';
import { joinHandlers } from './join.ts';
import { messageHandlers } from './messages.ts';
import { moderationHandlers } from './moderation.ts';
import { reportHandlers } from './reports.ts';
import type { RelayContext } from '../context.ts';

/** The handlers for clients that speak the protocol. */
export function requestHandlers(context: RelayContext): ReadonlyMap<string, Handler> {
  return new Map(
    Object.entries({
      ...joinHandlers(context),
      ...historyHandlers(context),
      ...messageHandlers(context),
      ...moderationHandlers(context),
      ...reportHandlers(context),
      ...fileHandlers(context),
      ...ephemeralHandlers(context),
    }),
  );
}
