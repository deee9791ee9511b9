import { read } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { ChatError } from '../chat-error.js';

/** The refusals that come as the answer of a handshake, before there is a connection. */
const refusedHandshakes = ['origin_refused', 'too_many_connections', 'rate_limited'] as const;

const requestSchema = v.object({ responseText: v.string() });

/**
 * Why the relay refused a handshake by polling, which its answer says. Of a WebSocket that is refused, browsers say nothing
 * to the page, but polling is tried right after it.
 *
 * @param context the request of Socket.IO's error
 */
export function handshakeError(context: unknown): ChatError | undefined {
  const answer = read(requestSchema, context)?.responseText;
  const code = refusedHandshakes.find((each) => answer?.includes(`"${each}"`));
  if (code !== 'origin_refused') return code && new ChatError(code);
  const page = typeof location === 'undefined' ? 'this origin' : location.origin;
  return new ChatError(
    code,
    `the relay lets no page of ${page} connect; its option --origin (origins) has to name this origin`,
  );
}
