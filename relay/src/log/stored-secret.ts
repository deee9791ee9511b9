import type { RoomLog } from './log.ts';
import type { Logger } from '../logger.ts';

/** The kind under which a store that relays share has their secrets, by name. */
export const kind = 'secret';

/** The store that a relay shares with others. */
export interface SharedStore {
  log: Pick<RoomLog, 'updateMeta' | 'watchMeta'>;
  logger: Logger;
}

/** Where a relay has its secrets. */
export interface SecretsPlace {
  /** The data folder, or that there is none. */
  data: string;
  /** Then it has the secrets. */
  shared: SharedStore | undefined;
}

/**
 * A secret of all relays that share a store: that of the first relay.
 *
 * @param first the secret of this relay, if there is none yet
 */
export async function storedSecret(
  { log, logger }: SharedStore,
  name: string,
  first: string,
): Promise<unknown> {
  const secret = await log.updateMeta(kind, name, (before) => before ?? first);
  // If the store loses it, relays that start later get it all the same, unless one of them is faster.
  await log.watchMeta(kind, async (key) => {
    if (key !== undefined && key !== name) return;
    const stored = await log.updateMeta(kind, name, (before) => before ?? secret);
    if (stored === secret) return;
    const details = { code: 'secret_differs', secret: name };
    logger.error(details, 'this relay signs by another secret than the others: restart it');
  });
  return secret;
}
