import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import {
  type Answer,
  entriesSchema,
  type EntriesFrame,
  type Joined,
  joinedSchema,
  membersSchema,
  type Members,
  type Message,
  messageSchema,
  outageSchema,
  type OutageFrame,
  type Output,
  pageSchema,
  parse,
  type Schema,
  seenSchema,
  type SeenFrame,
  sentSchema,
  type Sent,
  typingSchema,
  type TypingFrame,
  type WireError,
} from '@realtime-chat/protocol';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { Inbox } from './inbox.ts';
import { afterwards } from './afterwards.ts';

/** What the handshake of a client that speaks the protocol says. */
export const speaksProtocol = { protocol: 1 };

/** A client that speaks the wire contract by hand, so that it can also break it. */
export interface WireClient {
  socket: Socket;
  entries: Inbox<EntriesFrame>;
  members: Inbox<Members>;
  typing: Inbox<TypingFrame>;
  seen: Inbox<SeenFrame>;
  outages: Inbox<OutageFrame>;
  /** Messages that reached it in frames of the room, in the order of their arrival. */
  heard(room?: string): Message[];
  /** Whatever the relay acknowledges. */
  ask(event: string, request?: unknown, ...more: unknown[]): Promise<Answer<object>>;
  join(request?: Partial<JoinWords>): Promise<Joined>;
  say(message: string, more?: Partial<SendWords>): Promise<Sent>;
  edit(target: Target, message: string, more?: Partial<SendWords>): Promise<Sent>;
  remove(target: Target, more?: Partial<SendWords>): Promise<Sent>;
  react(target: Target, emoji: string, on?: boolean): Promise<Sent>;
  history(before: number, limit?: number): Promise<Output<typeof pageSchema>>;
  /** Resolves when a message with this text has come. */
  hears(message: string): Promise<Message>;
  /** Resolves when the entry with this seq has come, as it came. */
  hearsEntry(seq: number, room?: string): Promise<object>;
}

interface JoinWords {
  room: string;
  username: string;
  since: { epoch: string; seq: number };
}

interface SendWords {
  room: string;
  id: string;
  username: string;
  reply: Target;
}

/** The message that a request is about. */
export interface Target {
  seq: number;
  id: string;
}

/** A request that changes a message of the lobby, under a new id unless told otherwise. */
export function changing(target: Target, words: object = {}): object {
  return { room: 'lobby', id: newId(), target, ...words };
}

/** Says something in the lobby; answers where it stands, as the target of a change. */
export async function said(client: WireClient, message: string): Promise<Target> {
  const id = newId();
  const { seq } = await client.say(message, { id });
  return { seq, id };
}

type Options = Partial<ManagerOptions & SocketOptions>;

/** A connected client; it is in no room yet. */
export async function newWireClient(
  t: Pick<TestContext, 'after'>,
  url: string,
  options: Options = {},
): Promise<WireClient> {
  const client = wireClient(url, options);
  afterwards(t, () => client.socket.disconnect());
  await connected(client.socket);
  return client;
}

/** A client that is in the lobby, under this name. */
export async function newMember(
  t: TestContext,
  url: string,
  username: string,
  options?: Options,
): Promise<WireClient> {
  const client = await newWireClient(t, url, options);
  await client.join({ username });
  return client;
}

/** What a relay that does not take the client says. */
export function refusalOfHandshake(t: TestContext, url: string, options: Options): Promise<RefusedHandshake> {
  const { socket } = wireClient(url, options);
  afterwards(t, () => socket.disconnect());
  return connected(socket).then(
    () => Promise.reject(new Error('The relay took the client')),
    (error: unknown) => error as RefusedHandshake,
  );
}

export type RefusedHandshake = Error & { data?: WireError };

export function newId(): string {
  return randomBytes(16).toString('base64url');
}

/** The acknowledgement, as what the request asked for. */
export function granted<S extends Schema>(schema: S, answer: Answer<object>): Output<S> {
  if (!answer.ok) throw new Error(`Refused: ${answer.error.code}: ${answer.error.message}`);
  return shaped(schema, answer);
}

export function shaped<S extends Schema>(schema: S, value: unknown): Output<S> {
  const parsed = parse(schema, value);
  if (!parsed.ok) throw new Error(`${JSON.stringify(value)} is not of the shape: ${parsed.reason}`);
  return parsed.value;
}

/** The acknowledgement, as a refusal. */
export function refused(answer: Answer<object>): WireError {
  if (answer.ok) throw new Error(`Not refused: ${JSON.stringify(answer)}`);
  return answer.error;
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('connect_error', reject);
  });
}

function wireClient(url: string, options: Options): WireClient {
  const socket = io(url, {
    auth: speaksProtocol,
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    ...options,
  });
  const entries = new Inbox<EntriesFrame>();
  const members = new Inbox<Members>();
  const typing = new Inbox<TypingFrame>();
  const seen = new Inbox<SeenFrame>();
  const outages = new Inbox<OutageFrame>();
  socket.on('entries', (frame: unknown) => entries.put(shaped(entriesSchema, frame)));
  socket.on('typing', (frame: unknown) => typing.put(shaped(typingSchema, frame)));
  socket.on('seen', (frame: unknown) => seen.put(shaped(seenSchema, frame)));
  socket.on('outage', (frame: unknown) => outages.put(shaped(outageSchema, frame)));
  socket.on('members', (frame: unknown) => members.put(shaped(membersSchema, frame)));

  const ask: WireClient['ask'] = (event, ...words) => socket.timeout(15_000).emitWithAck(event, ...words);
  const heard: WireClient['heard'] = (room = 'lobby') =>
    entries.all
      .filter((frame) => frame.room === room)
      .flatMap((frame) => frame.entries)
      .filter(({ type }) => type === 'message')
      .map((entry) => shaped(messageSchema, entry));
  const change = async (event: string, target: Target, words: object): Promise<Sent> =>
    granted(sentSchema, await ask(event, changing(target, words)));

  return {
    socket,
    entries,
    members,
    typing,
    seen,
    outages,
    heard,
    ask,
    join: async (request) => granted(joinedSchema, await ask('join', { room: 'lobby', ...request })),
    say: async (message, more) =>
      granted(sentSchema, await ask('send', { room: 'lobby', id: newId(), message, ...more })),
    edit: (target, message, more) => change('edit', target, { message, ...more }),
    remove: (target, more) => change('delete', target, { ...more }),
    react: (target, emoji, on = true) => change('react', target, { emoji, on }),
    hearsEntry: (seq, room = 'lobby') =>
      entries.until(`the entry ${seq}`, (all) =>
        all
          .filter((frame) => frame.room === room)
          .flatMap((frame) => frame.entries)
          .find((entry) => entry.seq === seq),
      ),
    history: async (before, limit) =>
      granted(pageSchema, await ask('history', { room: 'lobby', before, ...(limit && { limit }) })),
    hears: (message) =>
      entries.until(`the message ${JSON.stringify(message)}`, () =>
        heard().find((entry) => entry.message === message),
      ),
  };
}
