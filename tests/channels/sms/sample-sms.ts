import type { SmsMessage } from '../../../channels/sms/sms-message.ts';
import { type TwilioSettings, twilioPresets } from '../../../channels/sms/twilio-provider.ts';

export const sampleSms: SmsMessage = {
  to: '+48601234567',
  from: '+15005550006',
  body: 'Hello Ada',
  statusCallback: 'http://127.0.0.1:9/providers/twilio/status?k=key-1',
};

export const account = { accountSid: `AC${'0123456789abcdef'.repeat(2)}`, authToken: 'token' };

export function settingsFor(apiBaseUrl: string, changes: Partial<TwilioSettings> = {}): TwilioSettings {
  return { ...twilioPresets, ...account, apiBaseUrl, ...changes };
}
