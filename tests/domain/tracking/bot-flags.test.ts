import { expect, test } from '@jest/globals';
import { botFlags, type TrackedRequest } from '../../../domain/tracking/bot-flags.ts';

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const request: TrackedRequest = { kind: 'click', method: 'GET', userAgent: chrome, sinceSentMs: 60_000 };

test.each([
  [chrome, false],
  [
    'Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
    false,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    false,
  ],
  ['Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)', false],
  ['Mozilla/5.0', true],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', true],
  ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', true],
  ['Mozilla/5.0 (Windows NT 10.0) Proofpoint URL Defense', true],
  ['BarracudaCentral', true],
  ['python-requests/2.32', true],
  ['curl/8.0', true],
  ['HeadlessChrome/140', true],
  ['', true],
  [undefined, true],
])('%s', (userAgent, bot) => {
  expect(botFlags({ ...request, userAgent }).bot).toBe(bot);
});

test('what was done and when tells as well', () => {
  expect(botFlags(request)).toEqual({ flags: [], bot: false });
  expect(botFlags({ ...request, method: 'HEAD' })).toEqual({ flags: ['not-get'], bot: true });
  expect(botFlags({ ...request, sinceSentMs: 500 })).toEqual({ flags: ['too-fast'], bot: true });
  expect(botFlags({ ...request, otherLinksJustNow: 4 })).toEqual({ flags: ['all-links'], bot: true });
  expect(botFlags({ ...request, kind: 'open', otherLinksJustNow: 4 })).toEqual({ flags: [], bot: false });
});
