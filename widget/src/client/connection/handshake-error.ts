import { read } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { ChatError } from '../chat-error.js';

/** Refusals that the relay sends as the HTTP answer to a handshake, before there is a connection. */
const handshakeRefusals = ['origin_refused', 'too_many_connections', 'rate_limited'] as const;

const requestSchema = v.object({ responseText: v.string() });

/**
 * Reads the relay's reason from the HTTP answer to a refused polling handshake. Browsers hide the answer to a refused
 * WebSocket from the page, but the client tries polling right after it.
 *
 * @param context the HTTP request that Socket.IO attaches to its error
 */
export function handshakeError(context: unknown): ChatError | undefined {
  const answer = read(requestSchema, context)?.responseText;
  const code = handshakeRefusals.find((each) => answer?.includes(`"${each}"`));
  if (code !== 'origin_refused') return code && new ChatError(code);
  const page = typeof location === 'undefined' ? 'this origin' : location.origin;
  return new ChatError(
    code,
    `the relay refuses pages of ${page}; add this origin to the relay's option --origin (origins)`,
  );
}
