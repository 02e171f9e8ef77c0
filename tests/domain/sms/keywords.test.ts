import { expect, test } from '@jest/globals';
import { smsKeyword } from '../../../domain/sms/keywords.ts';

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
