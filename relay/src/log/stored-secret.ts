import type { RoomLog } from './log.ts';

/** The kind under which a store that relays share has their secrets, by name. */
export const kind = 'secret';

/** The store that a relay shares with others. */
export type SharedStore = Pick<RoomLog, 'updateMeta' | 'watchMeta'>;

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
export async function storedSecret(shared: SharedStore, name: string, first: string): Promise<unknown> {
  const secret = await shared.updateMeta(kind, name, (before) => before ?? first);
  // If the store loses it, relays that start later get it all the same.
  await shared.watchMeta(kind, async (key) => {
    if (key === undefined) await shared.updateMeta(kind, name, (before) => before ?? secret);
  });
  return secret;
}
