import type { Field } from '../../../domain/records/field.ts';
import { fieldsOf } from '../../../domain/records/record-types.ts';
import { validateFields } from '../../../domain/records/validate-fields.ts';

const lead = fieldsOf('lead');
const create = (input: Record<string, unknown>, fields: readonly Field[] = lead) =>
  validateFields({ fields, input, current: null });
const codesOf = (input: Record<string, unknown>, fields?: readonly Field[]) =>
  create(input, fields).issues.map(({ path, code }) => `${path} ${code}`);

describe('validateFields', () => {
  test('fills defaults on creation only', () => {
    expect(create({}).values).toMatchObject({ status: 'new', score: 0, tags: [] });
    expect(validateFields({ fields: lead, input: { title: 'CIO' }, current: { status: 'hot' } }).values).toEqual({
      title: 'CIO',
    });
  });

  test('names an unknown field', () => {
    expect(codesOf({ noSuchField: 1 })).toEqual(['/noSuchField unknown-field']);
  });

  test('leaves envelope and system fields to the system', () => {
    expect(codesOf({ id: 'x', version: 2, convertedContactId: null })).toEqual([
      '/id read-only-field',
      '/version read-only-field',
      '/convertedContactId read-only-field',
    ]);
    const system = validateFields({
      fields: lead,
      input: { convertedContactId: '01a20120-0000-7000-8000-000000000000' },
      current: null,
      system: true,
    });
    expect(system.issues).toEqual([]);
  });

  test.each([
    ['a text for a number', { score: 'many' }, '/score wrong-type'],
    ['a fraction for a whole number', { score: 1.5 }, '/score wrong-type'],
    ['too large a number', { score: 2_000_000 }, '/score too-large'],
    ['a value outside the list', { status: 'lukewarm' }, '/status not-in-list'],
    ['no e-mail address', { email: 'not an address' }, '/email invalid-email'],
    ['an address with two @', { email: 'a@b@c.example' }, '/email invalid-email'],
    ['an address with a line break', { email: 'a@b.example\r\nBcc: x@y.example' }, '/email invalid-email'],
    ['no phone number', { phone: 'call me' }, '/phone invalid-phone'],
    ['no time zone', { timezone: 'Mars/Olympus' }, '/timezone invalid-zone'],
    ['too long a text', { firstName: 'x'.repeat(201) }, '/firstName too-large'],
    ['a character that cannot be stored', { firstName: 'a\u0000b' }, '/firstName invalid-text'],
    ['half a character', { notes: '\ud83d' }, '/notes invalid-text'],
    ['no id for a reference', { ownerId: 'me' }, '/ownerId wrong-format'],
    ['tags that are no list', { tags: 'a' }, '/tags wrong-type'],
    ['an empty tag', { tags: [' '] }, '/tags/0 too-small'],
    ['an object for a text', { company: { name: 'x' } }, '/company wrong-type'],
  ])('refuses %s', (_what, input, expected) => {
    expect(codesOf(input)).toEqual([expected]);
  });

  test('brings values into the form that is stored', () => {
    const { values, issues } = create({
      email: ' Zoe@Example.TEST ',
      phone: '(202) 555-0121',
      country: 'us',
      tags: ['a', 'b', 'a'],
    });
    expect(issues).toEqual([]);
    expect(values).toMatchObject({ email: 'zoe@example.test', phone: '+12025550121', country: 'US', tags: ['a', 'b'] });
  });

  test('a phone number of another country than the record says keeps its own prefix; one that cannot be placed stays', () => {
    expect(create({ phone: '+12025550121', country: 'PL' }).values.phone).toBe('+12025550121');
    expect(create({ phone: '22 555 01 42' }).values.phone).toBe('22 555 01 42');
    const changed = validateFields({ fields: lead, input: { phone: '22 555 01 42' }, current: { country: 'PL' } });
    expect(changed.values.phone).toBe('+48225550142');
  });

  test('an empty text is no value where only a formed one makes sense', () => {
    expect(create({ email: '', phone: '', firstName: '' }).values).toMatchObject({
      email: null,
      phone: null,
      firstName: '',
    });
  });

  test('required fields are there on creation and are not cleared later', () => {
    const account = fieldsOf('account');
    expect(codesOf({}, account)).toEqual(['/name required']);
    expect(codesOf({ name: '  ' }, account)).toEqual(['/name required']);
    expect(
      validateFields({ fields: account, input: { industry: 'retail' }, current: { name: 'Costa' } }).issues,
    ).toEqual([]);
    expect(validateFields({ fields: account, input: { name: null }, current: { name: 'Costa' } }).issues).toHaveLength(
      1,
    );
  });

  test('dates and times are real days, times are kept in UTC', () => {
    const deal = fieldsOf('deal');
    const { values } = create({ title: 'x', expectedClose: '2028-02-29', closedAt: '2026-03-29T03:30:00+02:00' }, deal);
    expect(values).toMatchObject({ expectedClose: '2028-02-29', closedAt: '2026-03-29T01:30:00.000Z' });
    expect(codesOf({ title: 'x', expectedClose: '2026-02-29', closedAt: '2026-02-30T00:00:00Z' }, deal)).toEqual([
      '/expectedClose invalid-date',
      '/closedAt invalid-time',
    ]);
    expect(codesOf({ title: 'x', closedAt: '2026-01-01T10:00:00' }, deal)).toEqual(['/closedAt invalid-time']);
  });

  test('money is a whole number of minor units', () => {
    expect(codesOf({ name: 'Kit', price: 19.99 }, fieldsOf('product'))).toEqual(['/price wrong-type']);
  });

  test('lines are checked one by one', () => {
    const offer = fieldsOf('offer');
    const line = { description: 'Kit', quantity: 2, unitPrice: 1999 };
    expect(create({ lines: [line] }, offer).issues).toEqual([]);
    expect(codesOf({ lines: [line, { ...line, unitPrice: '5', colour: 'red' }] }, offer)).toEqual([
      '/lines/1/unitPrice wrong-type',
      '/lines/1/colour unknown-field',
    ]);
  });

  test('a reference to any record needs its type', () => {
    const task = fieldsOf('task');
    const relatedId = '01a20120-0000-7000-8000-000000000000';
    expect(codesOf({ title: 'Call', relatedId }, task)).toEqual(['/relatedType required']);
    expect(codesOf({ title: 'Call', relatedType: 'spaceship', relatedId }, task)).toContain('/relatedType not-in-list');
    expect(create({ title: 'Call', relatedType: 'lead', relatedId }, task).references).toEqual([
      { field: 'relatedId', target: 'lead', id: relatedId },
    ]);
  });

  test('a web address gets its scheme', () => {
    expect(create({ name: 'x', website: 'example.com/a' }, fieldsOf('account')).values.website).toBe(
      'https://example.com/a',
    );
    expect(codesOf({ name: 'x', website: 'javascript:alert(1)' }, fieldsOf('account'))).toEqual([
      '/website invalid-url',
    ]);
  });
});
