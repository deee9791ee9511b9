import { ApiError } from './api-error.ts';
import type { Route } from './room-routes.ts';

/** The routes of one path, and the segments that stand for its names. */
export interface Found {
  routes: readonly Route[];
  segments: Partial<Record<string, string>>;
}

/** @returns finds the routes of a path. A path that is in no route is not the API's: it may be the host's. */
export function finder(routes: readonly Route[]): (path: string) => Found | undefined {
  const paths = [...new Set(routes.map(({ path }) => path))].map((path) => ({
    pattern: new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]*)')}$`),
    routes: routes.filter((route) => route.path === path),
  }));
  return (path) => {
    for (const { pattern, routes: there } of paths) {
      const match = pattern.exec(path);
      if (match) return { routes: there, segments: match.groups ?? {} };
    }
    return undefined;
  };
}

/** @throws {ApiError} 405, with the methods of the path in `Allow` */
export function routeFor(there: readonly Route[], method = 'GET'): Route {
  // Node leaves the body out where the method is HEAD.
  const wanted = method === 'HEAD' ? 'GET' : method;
  const route = there.find((each) => each.method === wanted);
  if (route) return route;
  const allowed = there.flatMap((each) => (each.method === 'GET' ? ['GET', 'HEAD'] : [each.method]));
  throw new ApiError(405, 'method_not_allowed', `${method} is not for this path`, {
    Allow: allowed.join(', '),
  });
}
