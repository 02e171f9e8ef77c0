import type { ApiDeps } from '../deps.ts';
import type { Route } from '../frame/route.ts';
import { sessionRoutes } from './session.ts';

/** Every route of the API but its documentation: a new resource is its file and a line here. */
export function allRoutes(deps: ApiDeps): Route[] {
  return [...sessionRoutes(deps)];
}
