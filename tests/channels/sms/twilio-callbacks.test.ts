import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInbound, parseStatus, verifySignature } from '../../../channels/sms/twilio-callbacks.ts';

const token = 'secret-token';
const url = 'https://crm.example.test/providers/twilio/status?k=abc%20d&n=1';
const params = { AccountSid: 'AC1', MessageSid: 'SM1', MessageStatus: 'delivered', To: '+48601234567' };

/** Written down from Twilio's description: HMAC-SHA1 over the address and the sorted fields, in base64. */
function sign(key: string, address: string, fields: Record<string, string>): string {
  const text =
    address +
    Object.keys(fields)
      .sort()
      .map((name) => name + fields[name])
      .join('');
  return createHmac('sha1', key).update(text, 'utf8').digest('base64');
}

describe('signatures', () => {
  test('what Twilio signed is taken', () => {
    expect(verifySignature({ url, params, signature: sign(token, url, params), token })).toBe(true);
    const local = 'http://localhost:3000/providers/twilio/status?k=1';
    expect(verifySignature({ url: local, params, signature: sign(token, local, params), token })).toBe(true);
  });
  test('anything else is not', () => {
    const signature = sign(token, url, params);
    expect(verifySignature({ url, params, signature: undefined, token })).toBe(false);
    expect(verifySignature({ url, params, signature: '', token })).toBe(false);
    expect(verifySignature({ url, params, signature: sign('other', url, params), token })).toBe(false);
    expect(verifySignature({ url: url.replace('https', 'http'), params, signature, token })).toBe(false);
    expect(verifySignature({ url, params: { ...params, Extra: '1' }, signature, token })).toBe(false);
    expect(verifySignature({ url, params: { ...params, MessageStatus: 'sent' }, signature, token })).toBe(false);
    expect(verifySignature({ url: 'no address', params, signature, token })).toBe(false);
  });
  test('no altered signature of 10,000', () => {
    const signature = sign(token, url, params);
    fc.assert(
      fc.property(fc.nat(signature.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (place, character) => {
        const altered = signature.slice(0, place) + character + signature.slice(place + 1);
        fc.pre(altered !== signature);
        return !verifySignature({ url, params, signature: altered, token });
      }),
      { numRuns: 10_000, seed: 1 },
    );
  });
});

describe('delivery reports', () => {
  test('are read', () => {
    expect(parseStatus(params)).toEqual({ providerId: 'SM1', status: 'delivered', state: 'delivered' });
    expect(parseStatus({ SmsSid: 'SM2', SmsStatus: 'undelivered', ErrorCode: '30005' })).toEqual({
      providerId: 'SM2',
      status: 'undelivered',
      state: 'bounced',
      errorCode: '30005',
      class: 'hard-bounce',
    });
    expect(parseStatus({ MessageSid: 'SM3', MessageStatus: 'failed', ErrorCode: '30003' })).toMatchObject({
      class: 'temporary',
    });
    expect(parseStatus({ MessageSid: 'SM4', MessageStatus: 'read' })).toMatchObject({ state: 'opened' });
  });
  test('what is none is not', () => {
    for (const form of [
      {},
      { MessageSid: 'SM1' },
      { MessageStatus: 'sent' },
      { MessageSid: 'SM1', MessageStatus: 'constructor' },
      { MessageSid: 'SM1', MessageStatus: 'received' },
    ]) {
      expect(parseStatus(form)).toBeUndefined();
    }
  });
});

test('messages that come in', () => {
  const form = { MessageSid: 'SM9', From: '+48601234567', To: '+15005550006', Body: ' Stop. ' };
  expect(parseInbound(form)).toEqual({
    providerId: 'SM9',
    from: '+48601234567',
    to: '+15005550006',
    body: ' Stop. ',
    keyword: 'stop',
  });
  expect(parseInbound({ ...form, Body: 'when?' })).not.toHaveProperty('keyword');
  expect(parseInbound({ ...form, Body: 'Arrêt', OptOutType: 'STOP' })).toMatchObject({ keyword: 'stop' });
  expect(parseInbound({ Body: 'STOP' })).toBeUndefined();
});
