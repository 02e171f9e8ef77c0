import type { ApiDeps } from '../deps.ts';
import type { Route } from '../frame/route.ts';
import { consentRoutes } from './consents.ts';
import { messageRoutes } from './messages.ts';
import { sessionRoutes } from './session.ts';
import { topicRoutes } from './topics.ts';
import { trackingRoutes } from './tracking.ts';
import { twilioRoutes } from './twilio.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';

/** Every route of the API but its documentation: a new resource is its file and a line here. */
export function allRoutes(deps: ApiDeps): Route[] {
  return [
    ...sessionRoutes(deps),
    ...messageRoutes(deps),
    ...topicRoutes(deps),
    ...consentRoutes(deps),
    ...unsubscribeRoutes(deps),
    ...trackingRoutes(deps),
    ...twilioRoutes(deps),
  ];
}
