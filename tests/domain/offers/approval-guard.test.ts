import {
  approvedStatuses,
  objectionToOffer,
  offerContent,
  statusAfterWrite,
} from '../../../domain/offers/approval-guard.ts';

const lines = [{ description: 'Kit', quantity: 1, unitPrice: 10_000 }];
const offer = { status: 'approved', lines, discountPercent: 5, total: 9_500, currency: 'EUR', title: 'First' };
const others = {
  lines: [],
  discountPercent: 6,
  total: 1,
  currency: 'PLN',
  contactId: 'somebody',
  accountId: 'some company',
  validUntil: '2026-12-31',
};

test.each(Object.entries(others))('an approved offer with another %s is a draft again', (field, value) => {
  expect(offerContent).toContain(field);
  const after = { ...offer, [field]: value };
  expect(statusAfterWrite(after, { before: offer, values: { [field]: value } })).toBe('draft');
});

test('what is no content leaves the status, and so does content of what is not approved', () => {
  expect(statusAfterWrite({ ...offer, title: 'Second' }, { before: offer, values: { title: 'Second' } })).toBe(
    'approved',
  );
  for (const status of ['draft', 'in-review', 'rejected', 'declined', 'expired']) {
    const before = { ...offer, status };
    expect(statusAfterWrite({ ...before, total: 1 }, { before, values: { total: 1 } })).toBe(status);
  }
});

test('approved statuses need the right to approve, unless one was approved before with this content', () => {
  for (const status of approvedStatuses) {
    const reach = (before: object, given: object = {}) =>
      objectionToOffer({ ...offer, status, ...given }, { before: { ...offer, ...before }, mayApprove: false })?.issue
        .code;
    expect(reach({ status: 'draft' })).toBe('approval-needed');
    expect(reach({ status: 'expired' })).toBe('approval-needed');
    expect(reach({ status: 'approved' })).toBeUndefined();
    expect(reach({ status: 'approved' }, { discountPercent: 50 })).toBe('approval-needed');
    const entitled = { before: { ...offer, status: 'draft' }, mayApprove: true };
    expect(objectionToOffer({ ...offer, status }, entitled)).toBeUndefined();
  }
});

test.each(['accepted', 'superseded'])('the content of an offer that is %s stays, whoever writes', (status) => {
  const before = { ...offer, status };
  expect(objectionToOffer({ ...before, total: 1 }, { before, mayApprove: true })).toMatchObject({ code: 'conflict' });
  expect(objectionToOffer({ ...before, title: 'x' }, { before, mayApprove: false })).toBeUndefined();
});
