import { copyStep } from './copy-step.ts';

/** Makes an order of an approved offer, once. */
export const createOrder = copyStep('order', {
  type: 'create-order',
  title: 'Create order',
  icon: 'shopping-cart',
  help: 'Makes an order of an approved offer, with its lines. An offer has one order: made already, that one is taken.',
});
