import type { Field } from '../../../domain/records/field.ts';
import {
  accountOfLead,
  companyOf,
  contactOfLead,
  convertedLead,
  dealOfLead,
  ownFieldsOf,
} from '../../../domain/records/lead-conversion.ts';

const lead = {
  id: 'lead-1',
  firstName: 'Ann',
  lastName: 'Lee',
  email: 'ann@example.test',
  phone: null,
  company: 'Acme',
  country: 'PL',
  source: 'web',
  status: 'qualified',
  ownerId: 'user-1',
  teamId: null,
  tags: ['fair'],
};

test('a company becomes an account, an empty one none', () => {
  expect(accountOfLead(lead)).toEqual({ name: 'Acme', country: 'PL', ownerId: 'user-1', teamId: null });
  expect([companyOf({ company: ' ' }), companyOf({ company: null }), companyOf({})]).toEqual([null, null, null]);
});

test('the person becomes a contact with what the lead knows of it, a prospect where there is a deal', () => {
  const contact = contactOfLead(lead, { accountId: 'account-1', withDeal: false });
  expect(contact).toEqual({
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'ann@example.test',
    country: 'PL',
    source: 'web',
    ownerId: 'user-1',
    tags: ['fair'],
    accountId: 'account-1',
    lifecycle: 'mql',
  });
  expect(contactOfLead(lead, { accountId: null, withDeal: true })).toMatchObject({ lifecycle: 'prospect' });
});

test('a deal is named after the company, else the person; given fields count more, but not for whom it is', () => {
  const parties = { accountId: 'account-1', contactId: 'contact-1' };
  const deal = (from: typeof lead | object, fields = {}) => dealOfLead({ ...from }, { fields, ...parties });
  expect(deal(lead)).toEqual({ title: 'Acme', source: 'web', ownerId: 'user-1', teamId: null, ...parties });
  expect(deal({ ...lead, company: null })).toMatchObject({ title: 'Ann Lee' });
  expect(deal({})).toMatchObject({ title: 'New deal', source: null });
  expect(deal(lead, { title: 'Big', contactId: 'other' })).toMatchObject({ title: 'Big', contactId: 'contact-1' });
});

test('what people added goes where there is the same, and takes the value', () => {
  const field = (key: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({
    key,
    kind,
    label: key,
    custom: true,
    ...more,
  });
  const from = [
    field('budget', 'money'),
    field('size', 'text'),
    field('tier', 'choice', { options: ['a', 'b'] }),
    field('boss', 'reference', { target: 'user' }),
    field('none', 'text'),
    field('mine', 'text'),
  ];
  const to = [
    field('budget', 'money'),
    field('size', 'integer'),
    field('tier', 'choice', { options: ['b'] }),
    field('boss', 'reference', { target: 'contact' }),
    field('none', 'text'),
    field('yours', 'text'),
  ];
  const values = { budget: 5, size: 'xl', tier: 'a', boss: 'user-1', none: null, mine: 'x', yours: 'y' };
  expect(ownFieldsOf(values, { from, to })).toEqual({ budget: 5 });
  expect(ownFieldsOf({ ...values, tier: 'b' }, { from, to })).toEqual({ budget: 5, tier: 'b' });
});

test('the lead says what became of it', () => {
  expect(convertedLead('contact-1')).toEqual({ status: 'converted', convertedContactId: 'contact-1' });
});
