import type { EmailMessage } from '../../../channels/email/email-message.ts';
import { parseSmtpUrl, type SmtpSettings } from '../../../channels/email/smtp-settings.ts';

/** A mail that nothing is wrong with. */
export const sampleMail: EmailMessage = {
  from: { address: 'crm@cadenza.test', name: 'Cadenza' },
  to: { address: 'ada@example.test', name: 'Ada' },
  subject: 'Hello Ada',
  text: 'Hello.\n',
  html: '<p>Hello.</p>',
  messageId: '<run-1.step-1.1@cadenza.test>',
  date: new Date('2026-03-01T10:00:00Z'),
};

/** The settings of a URL that is known to be good, some of them changed. */
export function settingsFor(url: string, changes: Partial<SmtpSettings> = {}): SmtpSettings {
  const parsed = parseSmtpUrl(url);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return { ...parsed.settings, ...changes };
}
