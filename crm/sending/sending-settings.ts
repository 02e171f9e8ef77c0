import type { SendWindow } from '../../domain/time/send-window.ts';

/** What the company decided about its messages, and where this installation is reached. */
export type SendingSettings = {
  /** Base of the links in messages, without a slash at the end. */
  readonly publicUrl: string;
  /** `name@host` or `Name <name@host>`. */
  readonly mailFrom: string;
  readonly smsFrom: string;
  /** Whether opens and clicks of marketing mail are counted. */
  readonly trackOpens: boolean;
  readonly trackClicks: boolean;
  /** When marketing may leave that has no window of its own: outside are the company's quiet hours. Any time when absent. */
  readonly sendWindow?: SendWindow | null;
};
