import { type Refused, refuseMessage } from '../outcome.ts';

/** One text message to one number. */
export type SmsMessage = {
  /** E.164: `+48601234567`. */
  readonly to: string;
  /** A number in E.164, a short code, an alphanumeric sender, or a messaging service (`MG…`). */
  readonly from: string;
  readonly body: string;
  /** Where the provider reports what became of it. It carries the ledger key, so a report identifies the send alone. */
  readonly statusCallback?: string;
};

const numberForm = /^\+[1-9]\d{6,14}$/;
const senderForm = /^(?:\+[1-9]\d{6,14}|\d{3,8}|MG[0-9a-fA-F]{32}|(?=.*[A-Za-z])[A-Za-z0-9 _&+-]{1,11})$/;

/** What makes the message unfit to be sent, found without any connection. Twilio's limit is 1,600 characters. */
export function checkSms(message: SmsMessage): Refused | undefined {
  if (!numberForm.test(message.to)) {
    return { ...refuseMessage('invalid-number', 'The number is not in international form'), class: 'hard-bounce' };
  }
  if (!senderForm.test(message.from))
    return refuseMessage('invalid-sender', 'The sender is neither a number nor a sender id');
  if (message.body.trim() === '') return refuseMessage('empty-body', 'The text is empty');
  if (message.body.length > 1600) return refuseMessage('body-too-long', 'The text is longer than 1,600 characters');
  return undefined;
}
