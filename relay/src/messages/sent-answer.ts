import type { Sent } from '@realtime-chat/protocol';
import type { Receipt } from '../log/log.ts';

/** What whoever asked is told of a receipt, on the wire and over HTTP: what is usual needs no word. */
export function sentOf({ epoch, seq, time, duplicate }: Receipt): Sent {
  return { epoch, seq, time, ...(duplicate && { duplicate }) };
}
