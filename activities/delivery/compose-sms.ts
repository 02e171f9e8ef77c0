import type { SmsMessage } from '../../channels/sms/sms-message.ts';
import type { Compose } from './sender.ts';

/** Writes the text message of a ledger row. Reports name the row itself, also when the answer to the sending was lost. */
export function composeSms({ publicUrl }: { publicUrl: string }): Compose<SmsMessage> {
  return async (row) => ({
    message: {
      to: row.to,
      from: row.payload?.from ?? '',
      body: row.body ?? '',
      statusCallback: `${publicUrl}/providers/twilio/status?message=${row.id}`,
    },
  });
}
