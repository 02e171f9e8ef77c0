import { expect, test } from '@jest/globals';
import { smsKeyword } from '../../../domain/sms/keywords.ts';
import { countSegments } from '../../../domain/sms/segments.ts';

test.each([
  ['', { encoding: 'gsm-7', units: 0, segments: 0, remaining: 160 }],
  ['Hello', { encoding: 'gsm-7', units: 5, segments: 1, remaining: 155 }],
  ['a'.repeat(160), { units: 160, segments: 1, remaining: 0 }],
  ['a'.repeat(161), { units: 161, segments: 2, remaining: 145 }],
  ['a'.repeat(306), { segments: 2, remaining: 0 }],
  ['a'.repeat(307), { segments: 3 }],
  ['€'.repeat(80), { encoding: 'gsm-7', units: 160, segments: 1 }],
  // 153 is odd: a character of two septets does not fit on the last one and moves to the next message.
  ['€'.repeat(153), { units: 306, segments: 3, remaining: 151 }],
  ['Zażółć', { encoding: 'ucs-2', units: 6, segments: 1, remaining: 64, forcedBy: 'ż' }],
  ['ł'.repeat(70), { segments: 1, remaining: 0 }],
  ['ł'.repeat(71), { segments: 2, remaining: 63 }],
  ['🎉', { encoding: 'ucs-2', units: 2, segments: 1 }],
  // 67 is odd: a character of two units is not split.
  ['🎉'.repeat(67), { units: 134, segments: 3 }],
])('%#', (text, expected) => {
  expect(countSegments(text)).toMatchObject(expected);
});

test.each([
  ['STOP', 'stop'],
  [' stop ', 'stop'],
  ['Stop!', 'stop'],
  ['STOP.', 'stop'],
  ['stop all', 'stop'],
  ['opt-out', 'stop'],
  ['Unsubscribe', 'stop'],
  ['Wypisz', 'stop'],
  ['REZYGNUJĘ', 'stop'],
  ['START', 'start'],
  ['unstop', 'start'],
  ['help', 'help'],
  ['Info?', 'help'],
  ['POMOC', 'help'],
  ['please stop calling', undefined],
  ['YES', undefined],
  ['TAK', undefined],
  ['', undefined],
  ['stop'.repeat(20), undefined],
  ['non-stop', undefined],
  ['constructor', undefined],
])('%s', (text, keyword) => {
  expect(smsKeyword(text)).toBe(keyword);
});
