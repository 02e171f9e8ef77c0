import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Field } from '../../domain/records/field.ts';
import { useWords } from '../i18n/words.ts';
import { useFields } from '../records/use-fields.ts';
import { withSetting } from './change-setting.ts';
import { type ControlProps, type Controls, useFormScope, useSettingIssue, useSubject } from './form-scope.ts';
import { NamedSelect } from './named-select.tsx';
import { isObject } from './setting-form.ts';
import { ValueInput } from './value-input.tsx';
import { valuesTarget } from './values-target.ts';

function ValueControl(props: ControlProps<'value'>) {
  return <ValueInput {...props} />;
}

type RowsProps = ControlProps<'values'> & { readonly values: JsonObject; readonly fields: readonly Field[] };

/** One value a row, by the field it is for or by its name, each to be taken out. */
function Rows({ values, fields, path, onChange }: RowsProps) {
  const { t } = useTranslation();
  const words = useWords();
  return Object.entries(values).map(([key, item]) => {
    const field = fields.find((one) => one.key === key);
    const name = field ? words.field(field) : key;
    return (
      <div className="form-row" key={key}>
        <ValueInput
          control={{ kind: 'value' }}
          field={field}
          label={name}
          required
          value={item}
          path={[...path, key]}
          onChange={(next, at) => onChange(withSetting(values, key, next ?? null), at)}
        />
        <button
          type="button"
          className="form-action"
          aria-label={t('forms.removeOf', { name })}
          onClick={() => onChange(withSetting(values, key, undefined), [...path, key])}
        >
          {t('forms.remove')}
        </button>
      </div>
    );
  });
}

type AddProps = { readonly label: string; readonly taken: JsonObject; readonly onAdd: (key: string) => void };

/** Asks for a name that is not there yet. */
export function AddNamed({ label, taken, onAdd }: AddProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const key = name.trim();
  const isNew = key !== '' && !Object.hasOwn(taken, key);
  const add = () => {
    if (!isNew) return;
    onAdd(key);
    setName('');
  };
  return (
    <div className="form-pair">
      <TextInput
        aria-label={t('forms.nameIn', { name: label })}
        placeholder={t('forms.newName')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button
        size="compact-sm"
        variant="default"
        disabled={!isNew}
        aria-label={t('forms.addTo', { name: label })}
        onClick={add}
      >
        {t('forms.add')}
      </Button>
    </div>
  );
}

function AddField({ label, taken, onAdd, fields }: AddProps & { readonly fields: readonly Field[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const left = fields.filter(({ key, readOnly }) => readOnly !== true && !Object.hasOwn(taken, key));
  return (
    <NamedSelect
      aria-label={t('forms.addTo', { name: label })}
      value=""
      none={t('forms.addField')}
      options={left.map((field) => ({ value: field.key, label: words.field(field) }))}
      onChange={(key) => (key === '' ? undefined : onAdd(key))}
    />
  );
}

/** What a field begins with: its first choice, what it is by default, else nothing written yet. */
function firstValue(field: Field | undefined): Json {
  if (!field) return '';
  if (field.default !== undefined) return field.default;
  return field.kind === 'boolean' ? true : (field.options?.[0] ?? null);
}

function ValuesControl(props: ControlProps<'values'>) {
  const { label, labelHidden, help, value, path, onChange } = props;
  const { root, type = '' } = useFormScope();
  const subject = useSubject();
  const target = valuesTarget({ type, path, root }, subject);
  const all = useFields(target ?? subject);
  const fields = target === null ? [] : all;
  const issueAt = useSettingIssue();
  const values = isObject(value) ? value : {};
  const error = issueAt(path);
  const add = (key: string) => {
    const first = firstValue(fields.find((field) => field.key === key));
    onChange(withSetting(values, key, first), [...path, key]);
  };
  return (
    <fieldset className="form-group" aria-label={label}>
      {labelHidden ? null : <legend>{label}</legend>}
      {help === undefined ? null : <p className="form-help">{help}</p>}
      <Rows {...props} values={values} fields={fields} />
      {error === undefined ? null : <p className="form-error">{error}</p>}
      {target === null ? (
        <AddNamed label={label} taken={values} onAdd={add} />
      ) : (
        <AddField label={label} taken={values} fields={fields} onAdd={add} />
      )}
    </fieldset>
  );
}

export const valueControls: Controls<'value' | 'values'> = { value: ValueControl, values: ValuesControl };
