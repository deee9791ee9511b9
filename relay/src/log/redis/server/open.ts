import { type Logger, silent } from '../../../logger.ts';
import { StoreKeys } from '../keys.ts';
import { type Client, connect, placeOf } from './client.ts';
import { checkSettings, type Durability } from './settings.ts';

/** A Redis that may be used. */
export interface Opened {
  client: Client;
  /** The connection for publications; in a cluster, the same client has connections for them. */
  subscriber: Client;
  keys: StoreKeys;
  durability: Durability;
  disconnect: () => void;
}

/** @throws {Error} if it cannot be used; the message gives the reason */
export async function openRedis(url: string, logger: Logger = silent): Promise<Opened> {
  const place = placeOf(url);
  const { client, subscriber } = await connect(place);
  const disconnect = (): void => {
    client.disconnect();
    subscriber.disconnect();
  };
  try {
    const durability = await checkSettings(client, logger);
    return { client, subscriber, keys: new StoreKeys(place.prefix), durability, disconnect };
  } catch (error) {
    disconnect();
    throw error;
  }
}
