import type { IncomingMessage, ServerResponse } from 'node:http';
import { roomSchema } from '@realtime-chat/protocol';
import * as v from 'valibot';
import { refusalOf } from '../../handlers/handle.ts';
import type { Logger } from '../../logger.ts';
import type { Pages } from '../mount.ts';
import { Refusal } from '../../refusal.ts';
import { ApiError } from './api-error.ts';
import { keyGuard } from './bearer-key.ts';
import { cutOffLater, jsonBody } from './json-body.ts';
import { checked, type Reply, roomRoutes, type Served } from './room-routes.ts';

const pathPattern = /^\/api\/rooms\/([^/]*)\/(?:(moderate)|(messages|queue)(?:\/([^/]*))?)$/;

/**
 * The relay for other servers, over HTTP, for whoever has the key. Browsers get nothing of it: it says nothing of who
 * else may read its answers.
 */
export function createApi(
  key: string,
  { isReady, logger, ...served }: Served & { isReady: () => boolean; logger: Logger },
): Pages {
  const assertKey = keyGuard(key);
  const assertReady = (): void => {
    if (!isReady()) throw new Refusal('unavailable', 'the relay is closing', { retryAfter: 5 });
  };

  const serve = async (request: IncomingMessage, path: RegExpExecArray): Promise<Reply> => {
    assertKey(request);
    assertReady();
    const [, encodedRoom = '', moderate, list, encodedId] = path;
    const about = aboutWhat(moderate ?? list, encodedId);
    const route = routeOf(about, request.method);
    const { room } = checked(v.object({ room: roomSchema }), { room: decoded(encodedRoom) });
    const body = async (): Promise<unknown> => {
      const json = await jsonBody(request);
      // It may have taken a while.
      assertReady();
      return json;
    };
    const id = encodedId === undefined ? undefined : decoded(encodedId);
    return route({ room, id, query: queryOf(request), body }, served);
  };

  return (request, response, next) => {
    const path = pathPattern.exec(request.url?.split('?', 1)[0] ?? '');
    if (!path) return next();
    serve(request, path)
      .then(
        ({ status, body }) => answer(response, status, body),
        (error: unknown) => {
          const refused = error instanceof ApiError ? error : ApiError.of(refusalOf(error, logger));
          answer(response, refused.status, refused, refused.headers);
        },
      )
      .finally(() => cutOffLater(request))
      .catch((error: unknown) => {
        logger.error({ code: 'api_failed', err: error }, 'a request could not be answered');
        response.destroy();
      });
  };
}

function aboutWhat(name: string | undefined, id: string | undefined): keyof typeof roomRoutes {
  if (name === 'moderate') return 'moderate';
  if (name === 'queue') return id === undefined ? 'queue' : 'queued';
  return id === undefined ? 'messages' : 'message';
}

function routeOf(about: keyof typeof roomRoutes, method = 'GET') {
  const routes = roomRoutes[about];
  // Node leaves the body out where the method is HEAD.
  const route = Object.hasOwn(routes, method) ? routes[method] : method === 'HEAD' ? routes.GET : undefined;
  if (route) return route;
  const allowed = Object.keys(routes).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  throw new ApiError(405, 'method_not_allowed', `${method} is not for this path`, {
    Allow: allowed.join(', '),
  });
}

/** Once, so that a name may hold any character, and what stands in it as an escape is one. */
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

function answer(response: ServerResponse, status: number, body: object, headers = {}): void {
  const json = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(json);
}
