import { joinedSchema, limits, pageSchema, parse } from '@realtime-chat/protocol';
import { io } from 'socket.io-client';
import type { Stored } from './history.ts';

export interface ReadLog {
  epoch: string;
  stored: Stored[];
}

/**
 * Reads a whole room as somebody who was never there, by the wire contract alone: nothing of our client is in
 * between that could mend what it is told.
 */
export async function readLog(relayUrl: string, room: string): Promise<ReadLog> {
  const socket = io(relayUrl, { auth: { protocol: 1 }, transports: ['websocket'], forceNew: true });
  const ask = async (event: string, request: object): Promise<unknown> =>
    socket.timeout(10_000).emitWithAck(event, request);
  try {
    const joined = parsed(joinedSchema, await ask('join', { room }));
    let messages = joined.messages ?? [];
    const pages = [messages];
    while (messages[0] && messages[0].seq > joined.floor) {
      const request = { room, before: messages[0].seq, limit: limits.history };
      ({ messages } = parsed(pageSchema, await ask('history', request)));
      pages.push(messages);
    }
    const stored = pages
      .toReversed()
      .flat()
      .map(({ seq, username, message }) => ({ seq, username, text: message }));
    return { epoch: joined.epoch, stored };
  } finally {
    socket.disconnect();
  }
}

function parsed<S extends Parameters<typeof parse>[0]>(schema: S, answer: unknown) {
  const result = parse(schema, answer);
  if (!result.ok) throw new Error(`the relay answered ${JSON.stringify(answer)}: ${result.reason}`);
  return result.value;
}
