export { carrier } from './carrier.ts';
