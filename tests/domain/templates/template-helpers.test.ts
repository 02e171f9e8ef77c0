import { describe, expect, test } from '@jest/globals';
import {
  type HelperName,
  type HelperSettings,
  helperOf,
  helpers,
  isMissing,
} from '../../../domain/templates/template-helpers.ts';

const polish = { locale: 'pl', zone: 'Europe/Warsaw', currency: 'PLN' };
const american = { locale: 'en-US', zone: 'America/New_York', currency: null };
const plain = (result: unknown) => (typeof result === 'string' ? result.replace(/[\u00a0\u202f]/g, ' ') : result);
const run = (name: HelperName, args: unknown[], settings: HelperSettings = polish) =>
  plain(helperOf(name)?.run?.(args, settings));

describe('helpers', () => {
  test.each([
    ['date', ['2026-06-01T22:30:00.000Z', 'd MMMM yyyy HH:mm'], '2 czerwca 2026 00:30'],
    ['date', ['2026-06-01', 'd MMMM yyyy'], '1 czerwca 2026'],
    ['date', ['2026-06-01'], '1 czerwca 2026'],
    ['number', [1234567.891], '1 234 567,891'],
    ['number', [0.5, 2], '0,50'],
    ['money', [123456, 'EUR'], '1234,56 €'],
    ['money', [123456], '1234,56 zł'],
    ['money', [500, 'JPY'], '500 JPY'],
    ['upper', ['łódź'], 'ŁÓDŹ'],
    ['lower', ['ŁÓDŹ'], 'łódź'],
    ['capitalize', ['łódź i las'], 'Łódź i las'],
    ['truncate', ['Hello world', 6], 'Hello…'],
    ['truncate', ['👋👋👋', 2], '👋…'],
    ['truncate', ['short', 5], 'short'],
    ['join', [['a', 'b'], ' / '], 'a / b'],
    ['join', [['a', 'b']], 'a, b'],
    ['url', ['a b&c=ł'], 'a%20b%26c%3D%C5%82'],
    ['url', ['\ud800'], '%EF%BF%BD'],
    ['default', ['', 'there'], 'there'],
    ['default', [0, 'there'], 0],
    ['eq', ['a', 'a'], true],
    ['eq', [1, '1'], false],
    ['not', [[]], true],
    ['and', ['a', 1], true],
    ['or', [null, undefined, false], false],
  ] as const)('%s %j gives %j', (name, args, expected) => {
    expect(run(name, [...args])).toEqual(expected);
  });

  test("language, zone and currency are the reader's", () => {
    expect(run('date', ['2026-06-01T02:30:00.000Z', 'MMMM d, h:mm a'], american)).toBe('May 31, 10:30 PM');
    expect(run('money', [123456, 'USD'], american)).toBe('$1,234.56');
  });

  test.each([
    ['date', ['tomorrow']],
    ['date', [5]],
    ['date', ['2026-13-01']],
    ['number', ['5']],
    ['money', ['5', 'EUR']],
    ['money', [5, 'euro']],
    ['truncate', ['x', 0]],
    ['join', ['x']],
    ['join', [[{}]]],
  ] as const)('%s of %j is a problem in words', (name, args) => {
    expect(run(name, [...args])).toEqual({ problem: expect.any(String) });
  });

  test('every helper says what it does; there are no others', () => {
    for (const helper of Object.values(helpers)) expect(helper.doc.length).toBeGreaterThan(5);
    expect(helperOf('constructor')).toBeUndefined();
    expect(helperOf('lookup')).toBeUndefined();
  });

  test('missing is absent, null or empty; zero and false are values', () => {
    expect([undefined, null, ''].every(isMissing)).toBe(true);
    expect([0, false, ' ', []].some(isMissing)).toBe(false);
  });
});
