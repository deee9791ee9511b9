import { joinedSchema, limits, type Message, pageSchema, parse } from '@realtime-chat/protocol';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import type { LogEntry } from './change-checker.ts';
import type { Stored } from './history.ts';

export interface ReadLog {
  epoch: string;
  messages: Message[];
  stored: Stored[];
  /** All entries, where they are not more than one join brings. */
  entries: LogEntry[] | undefined;
}

const entrySchema = v.looseObject({
  seq: v.number(),
  type: v.string(),
  id: v.string(),
  sender: v.string(),
  target: v.optional(v.number()),
  action: v.optional(v.string()),
  person: v.optional(v.string()),
  seconds: v.optional(v.number()),
});

type Ask = (event: string, request: object) => Promise<unknown>;

/**
 * Asks the relay as a new person, by the wire contract alone: nothing of our client is in between that could mend the
 * answers.
 *
 * @param knows more of the handshake, such as that the client knows files
 */
export async function asStranger<T>(
  relayUrl: string,
  knows: object,
  act: (ask: Ask) => Promise<T>,
): Promise<T> {
  const auth = { protocol: 1, ...knows };
  const socket = io(relayUrl, { auth, transports: ['websocket'], forceNew: true });
  try {
    return await act(async (event, request) => socket.timeout(10_000).emitWithAck(event, request));
  } finally {
    socket.disconnect();
  }
}

/** Reads a whole room. */
export function readLog(relayUrl: string, room: string, knows: object = {}): Promise<ReadLog> {
  return asStranger(relayUrl, knows, async (ask) => {
    const joined = parsed(joinedSchema, await ask('join', { room }));
    let messages = joined.messages ?? [];
    const pages = [messages];
    while (messages[0] && messages[0].seq > joined.floor) {
      const request = { room, before: messages[0].seq, limit: limits.history };
      ({ messages } = parsed(pageSchema, await ask('history', request)));
      pages.push(messages);
    }
    const all = pages.toReversed().flat();
    const stored = all.map(({ seq, username, message }) => ({ seq, username, text: message }));
    const { epoch } = joined;
    const since = await ask('join', { room, since: { epoch, seq: 0 } });
    const entries = parsed(joinedSchema, since).entries?.map((entry) => parsed(entrySchema, entry));
    return { epoch, messages: all, stored, entries };
  });
}

/** @throws {Error} if it is not of the shape */
export function parsed<S extends Parameters<typeof parse>[0]>(schema: S, answer: unknown) {
  const result = parse(schema, answer);
  if (!result.ok) throw new Error(`the relay answered ${JSON.stringify(answer)}: ${result.reason}`);
  return result.value;
}
