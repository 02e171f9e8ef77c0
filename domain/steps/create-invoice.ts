import { copyStep } from './copy-step.ts';

/** Makes an invoice of an order, once. */
export const createInvoice = copyStep('invoice', {
  type: 'create-invoice',
  title: 'Create invoice',
  icon: 'receipt',
  help: 'Makes an invoice of an order, with its lines. An order has one invoice: made already, that one is taken.',
});
