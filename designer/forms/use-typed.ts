import { useState } from 'react';
import { type Json, jsonEqual } from '../../domain/json.ts';

type Typed = { readonly text: string; readonly value: Json | undefined };

type TypedOptions = {
  readonly value: Json | undefined;
  readonly write: (value: Json | undefined) => string;
  /** What a text means; null for what means nothing yet, which is kept as it was typed and not given on. */
  readonly read: (text: string) => { readonly value: Json | undefined } | null;
  readonly onChange: (value: Json | undefined) => void;
};

/** A text that stands for a value: what was typed stays as it is until the value becomes another, such as by Undo. */
export function useTyped({ value, write, read, onChange }: TypedOptions) {
  const [typed, setTyped] = useState<Typed | null>(null);
  const isOfValue = typed !== null && jsonEqual(typed.value ?? null, value ?? null);
  const text = isOfValue ? typed.text : write(value);
  const type = (next: string) => {
    const meant = read(next);
    setTyped({ text: next, value: meant ? meant.value : value });
    if (meant) onChange(meant.value);
  };
  return { text, type, unread: isOfValue && read(typed.text) === null };
}
