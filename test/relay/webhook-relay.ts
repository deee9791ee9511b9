import type { TestContext } from 'node:test';
import type { RelayOptions } from '@realtime-chat/relay';
import { Inbox } from '../support/inbox.ts';
import type { Receiver } from '../support/receiver.ts';
import { newRelay } from '../support/relay.ts';

export const secret = `whsec_${Buffer.from('a secret of thirty-two bytes. OK').toString('base64')}`;

/** A relay with a webhook, and its log lines. */
export async function newTelling(t: TestContext, { url }: Receiver, options: RelayOptions = {}) {
  const logged = new Inbox<{
    level: string;
    details: { err?: Error; code?: string; entries?: number; rooms?: number };
    message: string;
  }>();
  const log = (level: string) => (details: object, message: string) =>
    logged.put({ level, details, message });
  const logger = { error: log('error'), warn: log('warn'), info: log('info') };
  const relay = await newRelay(t, { webhook: { url, secret }, logger, ...options });
  const lost = (): number => logged.all.reduce((sum, { details }) => sum + (details.entries ?? 0), 0);
  return { relay, logged, lost };
}

/** The number of rooms of which something waits, as the operator is told at the close. */
export async function waitingOf({ logged }: Awaited<ReturnType<typeof newTelling>>): Promise<unknown> {
  const { details } = await logged.first('what waits', ({ details: { code } }) => code === 'webhook_waiting');
  return details.rooms;
}
