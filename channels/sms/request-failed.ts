import type { Exchange } from '../http/exchange.ts';

/** Carries an exchange without an answer through Twilio's SDK, which knows only exceptions. */
export class RequestFailed extends Error {
  readonly exchange: Exclude<Exchange, { kind: 'answer' }>;
  constructor(exchange: Exclude<Exchange, { kind: 'answer' }>) {
    super(exchange.code);
    this.name = 'RequestFailed';
    this.exchange = exchange;
  }
}
