import { Anchor, Checkbox, MultiSelect, Switch, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type ControlProps, type Controls, useInput, useOptionName } from './form-scope.ts';
import { NamedSelect, type Option } from './named-select.tsx';
import { optionsOf, useEventOptions, useFieldOptions, useRecordTypeOptions } from './options.ts';

const textOf = (value: ControlProps['value']) => (typeof value === 'string' ? value : '');

type SelectProps = { readonly props: ControlProps; readonly options: readonly Option[] };

/** One of what there is, or none where the setting may be left out. */
function Choose({ props, options }: SelectProps) {
  const { value, usual, required, path, onChange } = props;
  const nameOf = useOptionName();
  const none = typeof usual === 'string' ? nameOf(usual) : '–';
  return (
    <NamedSelect
      {...useInput(props)}
      none={required ? undefined : none}
      value={textOf(value)}
      options={options}
      onChange={(next) => onChange(next === '' ? undefined : next, path)}
    />
  );
}

/** A key that can be typed, with those that are known suggested. */
function Suggest({ props, options }: SelectProps) {
  const { value, required, path, onChange } = props;
  const list = useId();
  return (
    <>
      <TextInput
        {...useInput(props)}
        list={list}
        autoComplete="off"
        value={textOf(value)}
        onChange={({ currentTarget: { value: next } }) => onChange(next === '' && !required ? undefined : next, path)}
      />
      <datalist id={list}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </datalist>
    </>
  );
}

/** Chosen by name; typed where the names are not to be had, be it for want of a right. */
function NamedControl(props: ControlProps<keyof typeof optionsOf>) {
  const useOptions = optionsOf[props.control.kind];
  const options = useOptions();
  return options.length === 0 ? (
    <Suggest props={props} options={options} />
  ) : (
    <Choose props={props} options={options} />
  );
}

function TemplateControl(props: ControlProps<'template'>) {
  const { t } = useTranslation();
  const key = textOf(props.value);
  return (
    <div className="form-field">
      <NamedControl {...props} />
      {key === '' ? null : (
        <Anchor component={Link} size="xs" className="form-link" to={`/templates?key=${encodeURIComponent(key)}`}>
          {t('forms.preview')}
        </Anchor>
      )}
    </div>
  );
}

function EventControl(props: ControlProps<'event'>) {
  return <Suggest props={props} options={useEventOptions()} />;
}

function ChoiceControl(props: ControlProps<'choice'>) {
  const nameOf = useOptionName();
  return <Choose props={props} options={props.control.options.map((value) => ({ value, label: nameOf(value) }))} />;
}

function RecordTypeControl(props: ControlProps<'record-type'>) {
  return <Choose props={props} options={useRecordTypeOptions(props.control.options)} />;
}

const textsOf = (value: ControlProps['value']) => (Array.isArray(value) ? value.map(String) : []);

function ChoicesControl(props: ControlProps<'choices'>) {
  const { control, value, required, path, onChange } = props;
  const nameOf = useOptionName();
  const { required: _, ...input } = useInput(props);
  const chosen = textsOf(value);
  const options = [...control.options, ...chosen.filter((one) => !control.options.includes(one))];
  return (
    <Checkbox.Group
      {...input}
      value={chosen}
      onChange={(next) => onChange(next.length === 0 && !required ? undefined : next, path)}
    >
      <div className="form-chips">
        {options.map((option) => (
          <Checkbox key={option} value={option} label={nameOf(option)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function FieldsControl(props: ControlProps<'fields'>) {
  const { t } = useTranslation();
  const { value, required, path, onChange } = props;
  const options = useFieldOptions();
  const chosen = textsOf(value);
  const unknown = chosen.filter((key) => !options.some((option) => option.value === key));
  return (
    <MultiSelect
      {...useInput(props)}
      searchable
      value={chosen}
      data={[...options, ...unknown.map((key) => ({ value: key, label: key }))]}
      nothingFoundMessage={t('list.nothingFound')}
      onChange={(next) => onChange(next.length === 0 && !required ? undefined : next, path)}
    />
  );
}

/** On, off, or as usual while it is not given; then the switch stands where it usually does. */
function SwitchControl(props: ControlProps<'switch'>) {
  const { t } = useTranslation();
  const { value, usual, required, path, label, onChange } = props;
  const { required: _, ...input } = useInput(props);
  return (
    <div className="form-pair form-switch">
      <Switch
        {...input}
        checked={value === undefined ? usual === true : value === true}
        onChange={(event) => onChange(event.currentTarget.checked, path)}
      />
      {required ? null : value === undefined ? (
        <span className="form-help">{t('forms.asUsual')}</span>
      ) : (
        <button
          type="button"
          className="form-action"
          aria-label={t('forms.asUsualOf', { name: label })}
          onClick={() => onChange(undefined, path)}
        >
          {t('forms.asUsual')}
        </button>
      )}
    </div>
  );
}

/** A value that cannot be another. */
function ConstantControl(_: ControlProps<'constant'>) {
  return null;
}

type ChoiceKinds =
  | keyof typeof optionsOf
  | 'event'
  | 'choice'
  | 'choices'
  | 'record-type'
  | 'fields'
  | 'switch'
  | 'constant';

export const choiceControls: Controls<ChoiceKinds> = {
  calendar: NamedControl,
  queue: NamedControl,
  template: TemplateControl,
  'document-template': NamedControl,
  topic: NamedControl,
  workflow: NamedControl,
  connection: NamedControl,
  field: NamedControl,
  stage: NamedControl,
  relation: NamedControl,
  step: NamedControl,
  event: EventControl,
  choice: ChoiceControl,
  choices: ChoicesControl,
  'record-type': RecordTypeControl,
  fields: FieldsControl,
  switch: SwitchControl,
  constant: ConstantControl,
};
