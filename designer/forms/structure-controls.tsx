import { Button, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../domain/json.ts';
import { useWords } from '../i18n/words.ts';
import { moved } from '../sales/line-rows.ts';
import { withItem, withSetting } from './change-setting.ts';
import { blankOf, formAt, shownFields } from './control-value.ts';
import {
  type ControlProps,
  type Controls,
  useFormScope,
  useInput,
  useOptionName,
  useSettingIssue,
  useSettingName,
} from './form-scope.ts';
import { type ControlOf, isObject, type UnionForm } from './setting-form.ts';
import { AddNamed } from './values-control.tsx';

type GroupProps = Pick<ControlProps, 'label' | 'labelHidden' | 'help' | 'path'> & { readonly children: ReactNode };

/** What belongs together under one name, with what is wrong with it as a whole. */
function Group({ label, labelHidden = false, help, path, children }: GroupProps) {
  const error = useSettingIssue()(path);
  return (
    <fieldset className="form-group" aria-label={label}>
      {labelHidden ? null : <legend>{label}</legend>}
      {help === undefined ? null : <p className="form-help">{help}</p>}
      {children}
      {error === undefined ? null : <p className="form-error">{error}</p>}
    </fieldset>
  );
}

type ActionProps = { readonly name: string; readonly text: string; readonly onClick: () => void };

/** A small button that says what it is about to those who do not see where it stands. */
function Action({ name, text, onClick }: ActionProps) {
  return (
    <button type="button" className="form-action" aria-label={name} onClick={onClick}>
      {text}
    </button>
  );
}

type ObjectFieldsProps = Pick<ControlProps<'object'>, 'control' | 'value' | 'path' | 'onChange'> & {
  /** Settings that are shown elsewhere. */
  readonly without?: readonly string[];
};

/** The settings of an object one under the other. */
export function ObjectFields({ control, value, path, without = [], onChange }: ObjectFieldsProps) {
  const { show } = useFormScope();
  const nameOf = useSettingName();
  const words = useWords();
  const object = isObject(value) ? value : {};
  const fields = shownFields(control, value).filter(({ key }) => !without.includes(key));
  return fields.map((field) => (
    <div className="form-setting" key={field.key}>
      {show({
        control: field.control,
        label: nameOf(field),
        help: field.help === null ? undefined : words.say(field.help),
        required: field.required,
        value: object[field.key],
        usual: field.usual,
        path: [...path, field.key],
        onChange: (next, at) => onChange(withSetting(object, field.key, next), at),
      })}
    </div>
  ));
}

function ObjectControl(props: ControlProps<'object'>) {
  const { t } = useTranslation();
  const { control, label, required, value, path, onChange } = props;
  const isGiven = value !== undefined;
  return (
    <Group {...props}>
      {isGiven || required ? <ObjectFields {...props} /> : null}
      {required ? null : isGiven ? (
        <Action
          name={t('forms.removeOf', { name: label })}
          text={t('forms.remove')}
          onClick={() => onChange(undefined, path)}
        />
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('forms.addOne', { name: label })}
          onClick={() => onChange(blankOf(control), path)}
        >
          {t('forms.add')}
        </Button>
      )}
    </Group>
  );
}

type ItemProps = ControlProps<'list'> & { readonly items: readonly Json[]; readonly index: number };

function Item({ control, label, items, index, required, path, onChange }: ItemProps) {
  const { t } = useTranslation();
  const { show } = useFormScope();
  const name = t('forms.itemOf', { name: label, n: index + 1 });
  const at = [...path, index];
  return (
    <div className="form-item">
      {show({
        control: control.item,
        label: name,
        labelHidden: control.item.kind !== 'object' && control.item.kind !== 'union',
        required: true,
        value: items[index],
        path: at,
        onChange: (next, place) => onChange(withItem(items, index, next), place),
      })}
      <div className="form-actions">
        {index === 0 ? null : (
          <Action
            name={t('forms.upOf', { name })}
            text={t('forms.up')}
            onClick={() => onChange(moved(items, index, index - 1), path)}
          />
        )}
        {index === items.length - 1 ? null : (
          <Action
            name={t('forms.downOf', { name })}
            text={t('forms.down')}
            onClick={() => onChange(moved(items, index, index + 1), path)}
          />
        )}
        <Action
          name={t('forms.removeOf', { name })}
          text={t('forms.remove')}
          onClick={() => {
            const left = withItem(items, index, undefined);
            onChange(left.length === 0 && !required ? undefined : left, path);
          }}
        />
      </div>
    </div>
  );
}

function ListControl(props: ControlProps<'list'>) {
  const { t } = useTranslation();
  const { control, label, value, path, onChange } = props;
  const items: readonly Json[] = Array.isArray(value) ? value : [];
  return (
    <Group {...props}>
      {items.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items of a list are known by their place
        <Item key={index} {...props} items={items} index={index} />
      ))}
      {items.length >= control.max ? null : (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('forms.addTo', { name: label })}
          onClick={() => onChange([...items, newItem(control, items)], [...path, items.length])}
        >
          {t('forms.add')}
        </Button>
      )}
    </Group>
  );
}

/** A new item; what has an id gets the first letter that is free. */
function newItem({ item }: ControlOf<'list'>, items: readonly Json[]): Json {
  const blank = blankOf(item);
  if (!isObject(blank) || blank.id !== '') return blank;
  const taken = new Set(items.map((one) => (isObject(one) ? one.id : one)));
  const letters = Array.from({ length: 26 }, (_, n) => String.fromCharCode(97 + n));
  return { ...blank, id: letters.find((letter) => !taken.has(letter)) ?? '' };
}

function MapControl(props: ControlProps<'map'>) {
  const { t } = useTranslation();
  const { show } = useFormScope();
  const { control, label, required, value, path, onChange } = props;
  const values = isObject(value) ? value : {};
  const remove = (key: string) => {
    const left = withSetting(values, key, undefined);
    onChange(Object.keys(left).length === 0 && !required ? undefined : left, [...path, key]);
  };
  return (
    <Group {...props}>
      {Object.entries(values).map(([key, item]) => (
        <div className="form-row" key={key}>
          {show({
            control: control.value,
            label: key,
            required: true,
            value: item,
            path: [...path, key],
            onChange: (next, at) => onChange(withSetting(values, key, next), at),
          })}
          <Action name={t('forms.removeOf', { name: key })} text={t('forms.remove')} onClick={() => remove(key)} />
        </div>
      ))}
      <AddNamed
        label={label}
        taken={values}
        onAdd={(key) => onChange(withSetting(values, key, blankOf(control.value)), [...path, key])}
      />
    </Group>
  );
}

/** What a form of a setting is called: by its fixed value, its title, its first setting, else the kind of its control. */
function useFormName(): (form: UnionForm) => string {
  const { t } = useTranslation();
  const optionName = useOptionName();
  const settingName = useSettingName();
  return ({ title, control }) => {
    if (control.kind === 'constant') return optionName(String(control.value));
    const first = control.kind === 'object' ? control.fields[0] : undefined;
    if (title !== null) return settingName({ key: '', title });
    return first ? t(`settingForm.${first.key}`, { defaultValue: settingName(first) }) : t(`formKind.${control.kind}`);
  };
}

/** A setting of several forms: which one, then what it has to say. */
function UnionControl(props: ControlProps<'union'>) {
  const { t } = useTranslation();
  const { show } = useFormScope();
  const nameOf = useFormName();
  const { control, required, value, path, onChange } = props;
  const form = value === undefined ? undefined : formAt(control.forms, value);
  const { error: _, ...input } = useInput(props);
  const issueAt = useSettingIssue();
  const hasMore = form !== undefined && form.control.kind !== 'constant';
  return (
    <div className="form-field">
      <NativeSelect
        {...input}
        error={hasMore ? undefined : issueAt(path, true)}
        value={form ? String(control.forms.indexOf(form)) : ''}
        data={[
          ...(required && form ? [] : [{ value: '', label: '–' }]),
          ...control.forms.map((one, index) => ({ value: String(index), label: nameOf(one) })),
        ]}
        onChange={(event) => {
          const chosen = control.forms[Number(event.currentTarget.value || -1)];
          onChange(chosen && blankOf(chosen.control), path);
        }}
      />
      {hasMore ? (
        <div className="form-inner">
          {show({
            ...props,
            control: form.control,
            label: t('forms.partOf', { name: props.label, form: nameOf(form) }),
            labelHidden: true,
            help: undefined,
            required: true,
          })}
        </div>
      ) : null}
    </div>
  );
}

export const structureControls: Controls<'object' | 'list' | 'map' | 'union'> = {
  object: ObjectControl,
  list: ListControl,
  map: MapControl,
  union: UnionControl,
};
