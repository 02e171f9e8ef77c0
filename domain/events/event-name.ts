/** Beginnings of the names of events that the system itself makes: a right is needed to send them, steps may not. */
const systemEventPrefixes = [
  'record.',
  'email.',
  'sms.',
  'whatsapp.',
  'call.',
  'message.',
  'webhook.',
  'task.',
  'run.',
  'workflow.',
  'approval.',
  'offer.',
  'case.',
  'segment.',
  'sla.',
  'form.',
  'consent.',
  'suppression.',
  'date.',
  'system.',
] as const;

/** The reserved beginning of an event's name, undefined for names that anybody may use. */
export function systemEventPrefix(name: string): string | undefined {
  return systemEventPrefixes.find((prefix) => name.toLowerCase().startsWith(prefix));
}
