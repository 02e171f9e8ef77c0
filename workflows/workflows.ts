export { carrier } from './carrier.ts';
export { scheduledAudience } from './scheduled-audience.ts';
