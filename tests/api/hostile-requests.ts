import { gzipSync } from 'node:zlib';

type Body = { readonly headers: Readonly<Record<string, string>>; readonly content: string | Uint8Array<ArrayBuffer> };

const json = { 'content-type': 'application/json' };
const as = (type: string, content: string): Body => ({ headers: { 'content-type': type }, content });
const ofJson = (content: string | Uint8Array<ArrayBuffer>): Body => ({ headers: json, content });

/** Bodies that no schema describes. */
export const rawBodies: readonly Body[] = [
  ofJson('{"a":'),
  ofJson('\u0000'),
  ofJson('null'),
  ofJson('5'),
  ofJson('1e999'),
  ofJson('""'),
  ofJson('[]'),
  ofJson('[[],{},null]'),
  ofJson('{"__proto__":{"admin":true}}'),
  ofJson('{"a":{"constructor":{"prototype":{"admin":true}}}}'),
  ofJson('{"\\u005f_proto__":1}'),
  ofJson('{"name":"\\u0000","key":"\\ud800","firstName":"\\udfff"}'),
  ofJson(`{"name":"${'\u202e'.repeat(1_000)}","lastName":"${'\u0301'.repeat(5_000)}"}`),
  ofJson(`{"where":${'{"!":['.repeat(4_000)}1${']}'.repeat(4_000)}}`),
  ofJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  ofJson(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
  ofJson(`${'{"__proto__":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  ofJson(`{"properties":${'{"a":'.repeat(50_000)}"\\u0041"${'}'.repeat(50_000)},"type":"x"}`),
  ofJson(`{"where":${'{"!":['.repeat(240)}1${']}'.repeat(240)},"data":${'['.repeat(490)}${']'.repeat(490)}}`),
  { ...ofJson(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), headers: { ...json, 'idempotency-key': 'deep' } },
  ofJson(`{"name":"${'x'.repeat(900_000)}"}`),
  ofJson(`{"name":"${'x'.repeat(1_100_000)}"}`),
  ofJson(Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
  ofJson(Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])),
  { headers: { ...json, 'content-encoding': 'gzip' }, content: 'not packed' },
  { headers: { ...json, 'content-encoding': 'gzip' }, content: Uint8Array.from(gzipSync('x'.repeat(5_000_000))) },
  { headers: { ...json, 'content-encoding': 'rot13' }, content: '{}' },
  as('application/json; charset=klingon', '{}'),
  as('text/plain', '{}'),
  as('application/xml', '<a/>'),
  as('application/x-www-form-urlencoded', 'a=%00&b[c]=1&__proto__[d]=1'),
  as('multipart/form-data', 'no boundary'),
  as('multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n'),
  as('nonsense', '{}'),
];

/** Headers that say nothing useful. */
export const badHeaders: readonly Readonly<Record<string, string>>[] = [
  ...['abc', '-1', '""', '"1', '99999999999', '1, 2', 'W/"x"', '*', '0'].map((text) => ({ 'if-match': text })),
  ...['', ' ', 'x'.repeat(256), 'x'.repeat(4_000), 'clé', '__proto__'].map((text) => ({ 'idempotency-key': text })),
  { 'accept-language': 'x'.repeat(2_000) },
  { 'last-event-id': `'; --` },
  { cookie: 'cadenza_session=%00; =; ;;' },
];

const cursor = (value: unknown) => `cursor=${Buffer.from(JSON.stringify(value) ?? '').toString('base64url')}`;

/** Queries of lists that were never handed out, and parameters that are none. */
export const badQueries: readonly string[] = [
  'cursor=x',
  'cursor=%00',
  ...[
    null,
    5,
    {},
    [],
    [null],
    [{}],
    [[]],
    ['a', 'b', 'c'],
    [1e308, -1],
    ['\u0000', '\ud800'],
    [-1],
    [{ a: 1 }, 'x'],
  ].map(cursor),
  ...['0', '-1', '201', '1e9', 'NaN', '', '١'].map((limit) => `limit=${encodeURIComponent(limit)}`),
  ...['__proto__', '-', '--createdAt', 'id;drop', 'constructor', '-noSuchField', 'tags', 'a,b', ''].map(
    (sort) => `sort=${encodeURIComponent(sort)}`,
  ),
  'noSuchParameter=1',
  '__proto__=1',
  'limit=1&limit=2',
  'recordId=x&workflow=%00&state=nope&since=never&version=1.5&step=%F0%9F%98%80',
  `a=${'x'.repeat(5_000)}`,
  '%',
  '%ff=%ff',
];

/** What stands in the address where a name or an id belongs. */
export const badPlaces: readonly string[] = [
  '%00',
  '%',
  '%ff',
  '..%2f..',
  '__proto__',
  'constructor',
  'x'.repeat(3_000),
  '%F0%9F%98%80',
  '%ED%A0%80',
  '-1',
  '9'.repeat(30),
  "'%20OR%201=1",
];
