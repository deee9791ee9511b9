import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { roomSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import type { AddressOf } from '../../connection/client-address.ts';
import { refusalOf } from '../../handlers/handle.ts';
import type { Logger } from '../../logger.ts';
import type { Middleware } from '../mount.ts';
import { answerJson, unstored } from '../json-answer.ts';
import { pageHeaders } from '../security-headers.ts';
import { Refusal } from '../../refusal.ts';
import type { RequestBodies } from '../request-bodies.ts';
import { ApiError } from './api-error.ts';
import { keyGuard } from './bearer-key.ts';
import { jsonBody } from './json-body.ts';
import { assertKnown, namesIn } from './known-fields.ts';
import { fileRoutes } from './file-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { checked, type Reply, roomRoutes, type ApiContext } from './room-routes.ts';
import { createMatcher, nearestPath, type PathMatch, routeFor } from './router.ts';

/** All routes of the API. */
export const routes = [...roomRoutes, ...fileRoutes, ...peopleRoutes];

const matchPath = createMatcher(routes);

/**
 * The HTTP API for the site's servers, which have the API key. It is not for browsers: there are no CORS headers, so no
 * page of another origin can read an answer. Without a key there is no API.
 */
export function createApi(
  key: string | undefined,
  {
    requestBodies,
    addressOf,
    isReady,
    logger,
    ...context
  }: ApiContext & {
    requestBodies: RequestBodies;
    addressOf: AddressOf;
    isReady: () => boolean;
    logger: Logger;
  },
): Middleware {
  if (key === undefined) return (_request, _response, next) => next();
  const assertKey = keyGuard(key);
  const assertReady = (): void => {
    if (!isReady()) throw new Refusal('unavailable', 'the relay is closing', { retryAfter: 5 });
  };

  const serve = async (request: IncomingMessage, { routes: ofPath, params }: PathMatch): Promise<Reply> => {
    assertKey(request);
    assertReady();
    const route = routeFor(ofPath, request.method);
    const room = params.room === undefined ? '' : roomOf(params.room);
    const body = async (): Promise<unknown> => {
      const json = await jsonBody(request);
      // The relay may have begun to close meanwhile.
      assertReady();
      return json;
    };
    const id = params.id === undefined ? undefined : decoded(params.id);
    const query = queryOf(request);
    assertKnown(query.keys(), route.query ? namesIn(route.query) : [], 'parameter');
    return route.handle({ room, id, query, body, request }, context);
  };

  return (request, response, next) => {
    const found = matchPath(request.url?.split('?', 1)[0] ?? '');
    if (!found) return next();
    if (!requestBodies.admit(request, response)) return;
    serve(request, found)
      .then(
        ({ status, body, headers }) => {
          if (body instanceof Readable) return answerBytes(response, body, headers);
          return Symbol.asyncIterator in body
            ? answerLines(response, body)
            : answerJson(response, status, body);
        },
        (error: unknown) => {
          // Without the key that was sent: it may be almost the right one.
          if (error instanceof ApiError && error.status === 401) {
            const { message: reason } = error;
            logger.warn(
              { code: 'api_key_refused', address: addressOf(request), reason },
              'a request of the API was refused',
            );
          }
          const refused = error instanceof ApiError ? error : ApiError.of(refusalOf(error, logger));
          answerJson(response, refused.status, refused, refused.headers);
        },
      )
      .catch((error: unknown) => {
        logger.error({ code: 'api_failed', err: error }, 'a request could not be answered');
        response.destroy();
      });
  };
}

/**
 * Answers a request that nobody else has answered: below `/api`, as JSON like all answers there.
 *
 * @param hasKey whether there is an API
 */
export function createNotFound(hasKey: boolean): RequestListener {
  return ({ url = '' }, response) => {
    const [path = ''] = url.split('?', 1);
    if (path !== '/api' && !path.startsWith('/api/')) return void response.writeHead(404, pageHeaders).end();
    const message = hasKey
      ? `there is no such path${nearestPath(routes, path)}`
      : 'there is no API: the relay has no key for it (RELAY_API_KEY)';
    answerJson(response, 404, new ApiError(404, 'not_found', message));
  };
}

function roomOf(segment: string): string {
  return checked(v.object({ room: roomSchema }), { room: decoded(segment) }).room;
}

/** Decodes once, so that a name may hold any character, and `%25` stands for a percent sign. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal('invalid', 'the path is not percent-encoded UTF-8');
  }
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(url.split('?').slice(1).join('?'));
}

/** The lines are made as they are sent, since there may be many. A failure ends the connection: the answer is incomplete. */
async function answerLines(response: ServerResponse, lines: AsyncIterable<string>): Promise<void> {
  response.writeHead(200, { ...unstored, 'Content-Type': 'application/x-ndjson; charset=utf-8' });
  await pipeline(lines, response);
}

/** If the client leaves, the rest is not read. */
async function answerBytes(
  response: ServerResponse,
  bytes: Readable,
  headers: OutgoingHttpHeaders = {},
): Promise<void> {
  response.writeHead(200, { ...unstored, ...headers });
  await pipeline(bytes, response).catch(() => response.destroy());
}
