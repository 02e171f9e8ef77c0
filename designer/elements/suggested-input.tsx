import { TextInput, type TextInputProps } from '@mantine/core';
import { useId } from 'react';

type SuggestedInputProps = TextInputProps & {
  /** What is suggested while something is typed; nothing when left out. */
  readonly suggest?: 'timeZone' | 'currency' | undefined;
};

/** A text, with the names that the browser knows of its kind. */
export function SuggestedInput({ suggest, ...input }: SuggestedInputProps) {
  const id = useId();
  if (suggest === undefined) return <TextInput {...input} />;
  return (
    <>
      <TextInput {...input} list={id} />
      <datalist id={id}>
        {Intl.supportedValuesOf(suggest).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
