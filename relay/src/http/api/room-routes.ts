import {
  historySchema,
  moderateSchema,
  type Output,
  parse,
  queueSchema,
  resolveSchema,
  rulesSchema,
  type Schema,
  targetSchema,
} from '@realtime-chat/protocol';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import * as v from 'valibot';
import { applyAction } from '../../moderation/apply-action.ts';
import { newId, relaySender } from '../../log/ids.ts';
import { publicationSchema, publish } from '../../messages/publish.ts';
import { Refusal } from '../../refusal.ts';
import type { RelayContext } from '../../context.ts';
import { restrictionsPage } from '../../moderation/restrictions.ts';
import type { ReservedNames } from '../../rooms/names/reserved-names.ts';
import { sentAnswer } from '../../messages/sent-answer.ts';
import { assertKnown, type FieldsSchema, namesIn, namesInAction } from './known-fields.ts';

/** A parsed request of the API. */
export interface ApiRequest {
  /** Empty if the path has no room. */
  room: string;
  /** The id of a message, an item or a person, if the path has one. */
  id: string | undefined;
  query: URLSearchParams;
  body: () => Promise<unknown>;
  /** For a route whose body is no JSON. */
  request: IncomingMessage;
}

export interface Reply {
  status: number;
  /** JSON, or lines of it, or bytes. */
  body: object | AsyncIterable<string> | Readable;
  /** Of bytes. */
  headers?: OutgoingHttpHeaders;
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** `:room` and `:id` stand for one segment each. */
  path: string;
  /** Its fields are the parameters that the query may have; none if absent. */
  query?: FieldsSchema;
  handle: (request: ApiRequest, context: ApiContext) => Promise<Reply>;
}

export interface ApiContext extends Pick<
  RelayContext,
  'log' | 'files' | 'transfer' | 'nodes' | 'rooms' | 'permissions' | 'moderation' | 'queue' | 'recentVisitors'
> {
  reservedNames: ReservedNames;
}

/** A number in a query. The wire schemas check its range. */
const number = v.optional(v.pipe(v.string(), v.regex(/^\d+$/, 'must be a number'), v.transform(Number)));
const pageSchema = v.object({ before: number, limit: number });
const roomsPageSchema = v.object({
  after: v.optional(v.string(), ''),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d+$/, 'must be a number'),
      v.transform(Number),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(100, 'must be at most 100'),
    ),
    '50',
  ),
});
const seqSchema = v.object({ seq: number });
const afterSchema = v.object({ after: number });
const skipSchema = v.object({ skip: number });
export const objectSchema = v.pipe(
  v.unknown(),
  // valibot accepts an array as a record.
  v.check((fields) => !Array.isArray(fields)),
  v.record(v.string(), v.unknown()),
);

/** The routes about rooms. */
export const roomRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/rooms',
    query: roomsPageSchema,
    handle: async ({ query }, { log, rooms }) => {
      const { after, limit } = checked(roomsPageSchema, Object.fromEntries(query));
      const found = await log.summaries(after, limit + 1);
      const page = await Promise.all(
        found
          .slice(0, limit)
          .map(async (summary) => ({ ...summary, members: await rooms.countPeople(summary.room) })),
      );
      return { status: 200, body: { rooms: page, ...(found.length > limit && { more: true }) } };
    },
  },
  {
    method: 'GET',
    path: '/api/rooms/:room/messages',
    query: pageSchema,
    handle: async ({ room, query }, { log, rooms }) => {
      const { before = Number.MAX_SAFE_INTEGER, limit } = checked(pageSchema, Object.fromEntries(query));
      const page = checked(historySchema, { room, before, limit });
      const { floor } = await log.extent(room);
      const messages = await rooms.read(relaySender, room, page.before, page.limit);
      return { status: 200, body: { messages, floor } };
    },
  },
  {
    method: 'POST',
    path: '/api/rooms/:room/messages',
    handle: async ({ room, body }, context) => {
      const fields = checked(objectSchema, await body());
      assertKnown(Object.keys(fields), namesIn(publicationSchema, 'room'), 'field');
      const { id, ...result } = await publish(context, { ...fields, room });
      return { status: 201, body: { ...sentAnswer(result), id } };
    },
  },
  {
    method: 'DELETE',
    path: '/api/rooms/:room/messages/:id',
    query: seqSchema,
    handle: async ({ room, id, query }, { log }) => {
      const { seq } = checked(seqSchema, Object.fromEntries(query));
      const target = checked(targetSchema, { seq, id });
      const draft = { type: 'delete', id: newId(), sender: relaySender, target } as const;
      return { status: 200, body: sentAnswer(await log.append(room, draft)) };
    },
  },
  {
    method: 'GET',
    path: '/api/rooms/:room/moderate',
    query: skipSchema,
    handle: async ({ room, query }, { moderation }) => {
      const { skip = 0 } = checked(skipSchema, Object.fromEntries(query));
      return {
        status: 200,
        body: restrictionsPage(moderation.restrictions(room), checked(rulesSchema, { room, skip }).skip),
      };
    },
  },
  {
    method: 'POST',
    path: '/api/rooms/:room/moderate',
    handle: async ({ room, body }, context) => {
      const fields = checked(objectSchema, await body());
      assertKnown(Object.keys(fields), namesInAction(fields.action), 'field');
      const request = checked(moderateSchema, { id: newId(), ...fields, room });
      const result = await applyAction(context, { id: relaySender, ranksAboveModerators: true }, request);
      return { status: 201, body: { ...sentAnswer(result), id: request.id } };
    },
  },
  {
    method: 'GET',
    path: '/api/rooms/:room/queue',
    query: afterSchema,
    handle: async ({ room, query }, { queue }) => {
      const { after } = checked(afterSchema, Object.fromEntries(query));
      return { status: 200, body: await queue.list(room, checked(queueSchema, { room, after }).after) };
    },
  },
  {
    method: 'POST',
    path: '/api/rooms/:room/queue/:id',
    handle: async ({ room, id, body }, { queue }) => {
      const fields = checked(objectSchema, await body());
      assertKnown(Object.keys(fields), namesIn(resolveSchema, 'room', 'id'), 'field');
      const { id: messageId, approve } = checked(resolveSchema, { ...fields, room, id });
      const result = await queue.resolve(room, messageId, approve);
      return { status: 200, body: result ? sentAnswer(result) : {} };
    },
  },
];

/** @throws {Refusal} `invalid` */
export function checked<S extends Schema>(schema: S, value: unknown): Output<S> {
  const parsed = parse(schema, value);
  if (!parsed.ok) throw new Refusal('invalid', parsed.reason);
  return parsed.value;
}
