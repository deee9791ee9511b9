import type { Sent } from '@realtime-chat/protocol';
import type { AppendResult } from '../log/log.ts';

/** The answer to a request that wrote, on the wire and over HTTP. `duplicate` is absent in the usual case. */
export function sentAnswer({ epoch, seq, time, duplicate }: AppendResult): Sent {
  return { epoch, seq, time, ...(duplicate && { duplicate }) };
}
