import { suggestion } from '../../nearest-name.ts';
import { ApiError } from './api-error.ts';
import type { Route } from './room-routes.ts';

/** The routes of one path, and the values of its parameters. */
export interface PathMatch {
  routes: readonly Route[];
  params: Partial<Record<string, string>>;
}

/** @returns a function that matches paths. It returns undefined for other paths: they may be the host's. */
export function createMatcher(routes: readonly Route[]): (path: string) => PathMatch | undefined {
  const paths = [...new Set(routes.map(({ path }) => path))].map((path) => ({
    pattern: new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]*)')}$`),
    routes: routes.filter((route) => route.path === path),
  }));
  return (path) => {
    for (const { pattern, routes: ofPath } of paths) {
      const match = pattern.exec(path);
      if (match) return { routes: ofPath, params: match.groups ?? {} };
    }
    return undefined;
  };
}

/** A known path that was probably meant, as the end of an error; empty if none is near. */
export function nearestPath(routes: readonly Route[], path: string): string {
  const given = path.split('/');
  const known = routes
    .map((route) => route.path.split('/'))
    .filter(({ length }) => length === given.length)
    // What stands for a room, a message or a person may be anything.
    .map((parts) => parts.map((part, at) => (part.startsWith(':') ? given[at] : part)).join('/'));
  return suggestion(path, known);
}

/** @throws {ApiError} 405, with the methods of the path in `Allow` */
export function routeFor(routes: readonly Route[], method = 'GET'): Route {
  // For HEAD, Node leaves the body out.
  const wanted = method === 'HEAD' ? 'GET' : method;
  const route = routes.find((each) => each.method === wanted);
  if (route) return route;
  const allowed = routes.flatMap((each) => (each.method === 'GET' ? ['GET', 'HEAD'] : [each.method]));
  throw new ApiError(405, 'method_not_allowed', `${method} is not for this path`, {
    Allow: allowed.join(', '),
  });
}
