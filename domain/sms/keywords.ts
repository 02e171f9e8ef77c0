/** What a short answer by SMS asks for. */
export type SmsKeyword = 'stop' | 'start' | 'help';

/**
 * Words that, alone in a message, end, renew or explain a subscription: the carriers' standard list (CTIA, Twilio's
 * default opt-out words) and the Polish ones. `YES` and `TAK` are left out on purpose: they answer questions, and must
 * never undo a STOP.
 */
const words: Record<SmsKeyword, readonly string[]> = {
  stop: [
    'STOP',
    'STOPALL',
    'STOP ALL',
    'UNSUBSCRIBE',
    'CANCEL',
    'END',
    'QUIT',
    'REVOKE',
    'OPTOUT',
    'OPT OUT',
    'WYPISZ',
    'REZYGNUJE',
    'REZYGNACJA',
    'KONIEC',
    'ANULUJ',
  ],
  start: ['START', 'UNSTOP', 'SUBSCRIBE', 'ZAPISZ'],
  help: ['HELP', 'INFO', 'POMOC'],
};

const byWord = new Map<string, SmsKeyword>(
  (['stop', 'start', 'help'] as const).flatMap((keyword) => words[keyword].map((word) => [word, keyword] as const)),
);

/** The keyword that a whole message is, letter case, accents and punctuation around it aside; undefined for any other text. */
export function smsKeyword(body: string): SmsKeyword | undefined {
  if (body.length > 60) return undefined;
  const plain = body.normalize('NFD').replace(/\p{M}/gu, '').replace(/[łŁ]/g, 'L').toUpperCase();
  return byWord.get(plain.replace(/[^\p{L}\p{N}]+/gu, ' ').trim());
}
