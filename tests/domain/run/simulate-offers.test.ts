import { pathOf, simulateWith } from './simulate-with.ts';

const lines = [{ description: 'Kit', quantity: 2, unitPrice: 5_000 }];
const contact = { firstName: 'Ada', email: 'ada@example.test' };
const definition = {
  format: 1,
  key: 'offer-chain',
  name: 'Offer chain',
  subject: 'offer',
  triggers: [{ id: 't', type: 'manual' }],
  start: 'send',
  steps: {
    send: { type: 'send-offer', config: { template: 'welcome' }, next: { done: 'order', error: null } },
    order: { type: 'create-order', config: {}, next: { done: 'invoice', error: null } },
    invoice: { type: 'create-invoice', config: { on: { step: 'order', type: 'order' } }, next: { done: 'pdf' } },
    pdf: {
      type: 'generate-document',
      config: { template: 'invoice-document', on: { step: 'invoice', type: 'invoice' } },
      next: { done: 'mail' },
    },
    mail: { type: 'send-email', config: { template: 'follow-up', attach: ['pdf'] }, next: { done: 'again' } },
    again: { type: 'create-order', config: {}, next: { done: 'offer' } },
    offer: { type: 'create-offer', config: { title: 'Next', validDays: 14 }, next: { done: null } },
  },
};

test('the chain from an approved offer to its invoice goes as in production', async () => {
  const result = await simulateWith(definition, {
    record: { title: 'Kits', number: 'OF-1', lines, status: 'approved' },
    contact,
  });
  expect(pathOf(result)).toEqual([
    'send>done',
    'order>done',
    'invoice>done',
    'pdf>done',
    'mail>done',
    'again>done',
    'offer>done',
  ]);
  const made = result.writes.filter(({ kind }) => kind === 'created').map(({ record }) => record.type);
  expect(made).toEqual(['order', 'invoice', 'offer']);
  expect(result.writes.find(({ stepId }) => stepId === 'send')?.changes).toEqual({ status: 'sent' });
});

test.each([
  ['draft', 'send>!offer-not-approved'],
  ['expired', 'send>!offer-not-approved'],
])('an offer that is %s is not sent', async (status, path) => {
  const result = await simulateWith(definition, { record: { title: 'Kits', lines, status }, contact });
  expect(pathOf(result)[0]?.replace('error', '!offer-not-approved')).toBe(path);
});
