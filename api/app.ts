import express, { type Express } from 'express';
import { newId } from '../crm/ids.ts';
import { AppError } from '../domain/errors.ts';
import type { ApiDeps } from './deps.ts';
import { addEngineGauges } from './engine-gauges.ts';
import { createTurnstile } from './frame/once.ts';
import { problemHandler } from './frame/problem.ts';
import { limitPublic, limitRequests, limitSignIn, publicAddresses } from './frame/rate-limit.ts';
import type { Method, Route } from './frame/route.ts';
import { securityHeaders } from './frame/security-headers.ts';
import { serveRoute } from './frame/serve-route.ts';
import { bySpecificity } from './frame/specificity.ts';
import { serveWebApp } from './frame/web-app.ts';
import { documentationRoutes } from './routes/documentation.ts';
import { allRoutes } from './routes/index.ts';

/** The whole HTTP side of Cadenza. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback');
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use((_request, response, next) => {
    response.locals.requestId = newId();
    response.set('X-Request-Id', response.locals.requestId);
    next();
  });
  addEngineGauges(deps);
  app.use(securityHeaders(deps.config.publicUrl));
  app.use('/api', limitRequests(deps.db));
  app.use(publicAddresses, limitPublic());
  app.post('/api/session', limitSignIn());
  const routes = allRoutes(deps);
  mountRoutes(app, [...routes, ...documentationRoutes(routes, deps)], deps);
  app.use('/api', () => {
    throw new AppError('not-found');
  });
  serveWebApp(app, deps.config.webRoot);
  app.use(problemHandler(deps.log));
  return app;
}

/** Static segments go before parameters, whatever the order of the files; a path with another method is a 405. */
function mountRoutes(app: Express, routes: readonly Route[], deps: ApiDeps): void {
  const turnstile = createTurnstile();
  const allowed = new Map<string, Method[]>();
  for (const route of [...routes].sort(bySpecificity)) {
    app[route.method](route.path, serveRoute(route, deps, turnstile));
    allowed.set(route.path, [...(allowed.get(route.path) ?? []), route.method]);
  }
  for (const [path, methods] of allowed) {
    const allow = methods.map((method) => method.toUpperCase()).join(', ');
    app.all(path, (_request, response) => {
      response.set('Allow', allow);
      throw new AppError('method-not-allowed', { detail: `It takes ${allow}.` });
    });
  }
}
