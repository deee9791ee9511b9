import { type Logger, silent } from '../../../logger.ts';
import { StoreKeys } from '../keys.ts';
import { Channels } from '../feed/channels.ts';
import { type Client, connect, placeOf } from './client.ts';
import { Outages } from './outages.ts';
import { checkSettings, type Durability } from './settings.ts';

/** A Redis that may be used. */
export interface Opened {
  client: Client;
  /** By a connection of their own; in a cluster, the same client has connections for them. */
  channels: Channels;
  keys: StoreKeys;
  durability: Durability;
  outages: Outages;
  /** Never rejects. @returns false if it may not have been published: it is not tried again */
  publish: (channel: string, text: string) => Promise<boolean>;
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
    const channels = new Channels(subscriber, durability.publish === 'SPUBLISH');
    return {
      client,
      channels,
      keys: new StoreKeys(place.prefix),
      durability,
      outages: new Outages(),
      async publish(channel, text) {
        try {
          await (durability.publish === 'SPUBLISH'
            ? client.spublish(channel, text)
            : client.publish(channel, text));
          return true;
        } catch {
          return false;
        }
      },
      disconnect() {
        channels.disconnect();
        disconnect();
      },
    };
  } catch (error) {
    disconnect();
    throw error;
  }
}
