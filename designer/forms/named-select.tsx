import { NativeSelect, type NativeSelectProps } from '@mantine/core';

export type Option = { readonly value: string; readonly label: string };

type NamedSelectProps = Omit<NativeSelectProps, 'data' | 'value' | 'onChange'> & {
  /** Empty for none. */
  readonly value: string;
  readonly options: readonly Option[];
  /** What it means that none is chosen; one has to be where this is left out. */
  readonly none?: string | undefined;
  readonly onChange: (value: string) => void;
};

/** Chooses one of what has names; what is set and is not among them stays there to be chosen. */
export function NamedSelect({ value, options, none, onChange, ...input }: NamedSelectProps) {
  const isKnown = value === '' || options.some((option) => option.value === value);
  const empty = none ?? (value === '' ? '–' : undefined);
  return (
    <NativeSelect
      {...input}
      value={value}
      data={[
        ...(empty === undefined ? [] : [{ value: '', label: empty }]),
        ...(isKnown ? [] : [{ value, label: value }]),
        ...options,
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
