import type { Sentence } from './step-type.ts';

/** A sentence of the message catalogue: `{name}` in its English text stands for the parameter. */
export function sentence(key: string, english: string, params: Sentence['params'] = {}): Sentence {
  const text = english.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
  return { key: `sentence.${key}`, params, text };
}

/** A text short enough for a card. */
export function shortened(text: string, length = 60): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
