import { describe, expect, test } from '@jest/globals';
import { allowNothing, isInnerAddress, parseAllowList } from '../../../domain/net/inner-address.ts';
import { checkUrl } from '../../../domain/net/outbound-url.ts';
import { hostileUrls } from '../../channels/webhook/hostile-urls.ts';

test.each(hostileUrls)('%s is refused by its text alone', (url) => {
  expect(checkUrl(url, allowNothing)).toMatchObject({
    ok: false,
    code: expect.any(String),
    message: expect.any(String),
  });
});

test.each([
  ['https://example.com', { protocol: 'https', host: 'example.com', port: 443 }],
  ['http://EXAMPLE.com:8080/a?b=http://127.0.0.1/#@', { protocol: 'http', host: 'example.com', port: 8080 }],
  ['https://example.com./', { host: 'example.com' }],
  ['https://xn--bcher-kva.example/', { host: 'xn--bcher-kva.example' }],
  ['https://8.8.8.8/', { host: '8.8.8.8' }],
  ['https://[2606:4700::1111]:8443/', { host: '2606:4700::1111', port: 8443 }],
  ['https://1.example.com', { host: '1.example.com' }],
  ['https://example.com?x=1', { host: 'example.com' }],
])('%s may be called', (url, expected) => {
  expect(checkUrl(url, allowNothing)).toMatchObject({ ok: true, ...expected });
});

describe('the allow list', () => {
  const { allow, problems } = parseAllowList('crm.internal, 10.1.0.0/16  127.0.0.1 [::1] fd00::/8 -bad- 300.1.1.1');
  test('names hosts and networks, and tells what is neither', () => {
    expect(allow).toEqual({
      hosts: ['crm.internal'],
      networks: ['10.1.0.0/16', '127.0.0.1/32', '::1/128', 'fd00::/8'],
    });
    expect(problems).toEqual(['-bad-', '300.1.1.1']);
  });
  test.each([
    'http://crm.internal/',
    'http://10.1.2.3/',
    'http://127.0.0.1:8080/',
    'http://[::1]/',
    'http://[fd00::1]/',
    'http://[::ffff:10.1.2.3]/',
    'http://localhost/',
  ])('lets %s through', (url) => {
    expect(checkUrl(url, allow)).toMatchObject({ ok: true });
  });
  test.each([
    'http://10.2.0.1/',
    'http://127.0.0.2/',
    'http://0x7f.1/',
    'http://[fe80::1]/',
    'http://169.254.169.254/',
  ])('does not let %s through', (url) => {
    expect(checkUrl(url, allow)).toMatchObject({ ok: false });
  });
  test('names of a host alone open no inner address', () => {
    expect(checkUrl('http://other.internal/', parseAllowList('crm.internal').allow)).toMatchObject({
      ok: false,
      code: 'inner-name',
    });
  });
});

test('inner addresses', () => {
  const inner = [
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2001:db8::1',
    '2002:a00:1::',
    'fc00::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '100::1',
    'fe80::1%eth0',
    'localhost',
    '',
    '127.1',
  ];
  for (const address of inner) expect([address, isInnerAddress(address)]).toEqual([address, true]);
  for (const address of [
    '1.1.1.1',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
    '::ffff:8.8.8.8',
  ]) {
    expect([address, isInnerAddress(address)]).toEqual([address, false]);
  }
});
