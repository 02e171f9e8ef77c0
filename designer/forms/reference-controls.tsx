import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../../domain/json.ts';
import { isRecordType, recordTypeKeys } from '../../domain/records/record-types.ts';
import { RecordSelect } from '../records/record-select.tsx';
import { withItem, withSetting } from './change-setting.ts';
import { type ControlProps, type Controls, useInput, useSettingIssue } from './form-scope.ts';
import { NamedSelect } from './named-select.tsx';
import { optionsOf, usePeopleOptions, useRecordTypeOptions, useStepOptions } from './options.ts';
import { isObject } from './setting-form.ts';

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const textAt = (value: JsonObject, key: string) => (typeof value[key] === 'string' ? value[key] : '');

const userKinds = ['field', 'user', 'role', 'team', 'teamLead', 'queue', 'manager'] as const;
type UserKind = (typeof userKinds)[number];

const kindOfUser = (value: JsonObject): UserKind | undefined => userKinds.find((kind) => Object.hasOwn(value, kind));

/** A user: by a field of the record, by name, by role, team or queue, or as whoever leads. */
function UserControl(props: ControlProps<'user'>) {
  const { t } = useTranslation();
  const { value, required, path, onChange } = props;
  const options = usePeopleOptions();
  const now = objectOf(value);
  const kind = kindOfUser(now);
  const choose = (chosen: UserKind | undefined) => {
    if (chosen === undefined) onChange(undefined, path);
    else if (chosen === 'manager') onChange({ manager: 1 }, path);
    else onChange({ [chosen]: chosen === 'field' ? 'owner' : (options[chosen][0]?.value ?? '') }, path);
  };
  return (
    <div className="form-field">
      <NativeSelect
        {...useInput(props)}
        value={kind ?? ''}
        data={[
          ...(required && kind ? [] : [{ value: '', label: '–' }]),
          ...userKinds.map((one) => ({ value: one, label: t(`userBy.${one}`) })),
        ]}
        onChange={(event) => choose(userKinds.find((one) => one === event.currentTarget.value))}
      />
      {kind === undefined ? null : kind === 'manager' ? (
        <ManagerParts {...props} />
      ) : (
        <NamedSelect
          aria-label={t(`userBy.${kind}`)}
          value={textAt(now, kind)}
          options={options[kind]}
          onChange={(next) => onChange({ [kind]: next }, path)}
        />
      )}
    </div>
  );
}

/** How far up, and of whom where it is not the owner. */
function ManagerParts({ value, path, onChange }: ControlProps<'user'>) {
  const { t } = useTranslation();
  const now = objectOf(value);
  return (
    <>
      <NamedSelect
        label={t('forms.managerLevel')}
        value={String(now.manager ?? 1)}
        options={Array.from({ length: 10 }, (_, n) => ({ value: String(n + 1), label: String(n + 1) }))}
        onChange={(level) => onChange(withSetting(now, 'manager', Number(level)), path)}
      />
      <UserControl
        control={{ kind: 'user' }}
        label={t('forms.managerOf')}
        required={false}
        value={now.of}
        path={[...path, 'of']}
        onChange={(of, at) => onChange(withSetting(now, 'of', of), at)}
      />
    </>
  );
}

type UserRowProps = Pick<ControlProps<'user'>, 'label' | 'path' | 'onChange'> & { readonly user: Json };

function UserRow({ label, user, path, onChange }: UserRowProps) {
  const { t } = useTranslation();
  return (
    <div className="form-row">
      <UserControl
        control={{ kind: 'user' }}
        label={label}
        labelHidden
        required
        value={user}
        path={path}
        onChange={onChange}
      />
      <button
        type="button"
        className="form-action"
        aria-label={t('forms.removeOf', { name: label })}
        onClick={() => onChange(undefined, path)}
      >
        {t('forms.remove')}
      </button>
    </div>
  );
}

/** Users one under the other. A single one that stands by itself stays so until others come. */
function UsersControl({ control, label, labelHidden, help, required, value, path, onChange }: ControlProps<'users'>) {
  const { t } = useTranslation();
  const issueAt = useSettingIssue();
  const isList = Array.isArray(value);
  const users: readonly Json[] = isList ? value : value === undefined ? [] : [value];
  const write = (next: readonly Json[], at: typeof path) => {
    const [only] = next;
    if (next.length === 0) return onChange(required ? [] : undefined, at);
    onChange(!isList && control.single && next.length === 1 && only !== undefined ? only : next, at);
  };
  const error = issueAt(path);
  return (
    <fieldset className="form-group" aria-label={label}>
      {labelHidden ? null : <legend>{label}</legend>}
      {help === undefined ? null : <p className="form-help">{help}</p>}
      {users.map((user, index) => (
        <UserRow
          // biome-ignore lint/suspicious/noArrayIndexKey: users have no name of their own in the list
          key={index}
          label={t('forms.itemOf', { name: label, n: index + 1 })}
          user={user}
          path={isList ? [...path, index] : path}
          onChange={(next, at) => write(withItem(users, index, next), at)}
        />
      ))}
      {error === undefined ? null : <p className="form-error">{error}</p>}
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('forms.addTo', { name: label })}
        onClick={() => write([...users, { field: 'owner' }], [...path, users.length])}
      >
        {t('forms.add')}
      </Button>
    </fieldset>
  );
}

const recordKinds = ['subject', 'related', 'step', 'id'] as const;
type RecordKind = (typeof recordKinds)[number];

const kindOfRecord = (value: Json | undefined): RecordKind | undefined =>
  value === 'subject'
    ? 'subject'
    : recordKinds.find((kind) => kind !== 'subject' && Object.hasOwn(objectOf(value), kind));

/** A record: the run's own, a related one, one that a step made, or a certain one. */
function RecordControl(props: ControlProps<'record'>) {
  const { t } = useTranslation();
  const { value, required, path, onChange } = props;
  const relations = optionsOf.relation();
  const steps = useStepOptions();
  const kind = kindOfRecord(value);
  const blank: Readonly<Record<RecordKind, Json>> = {
    subject: 'subject',
    related: { related: relations[0]?.value ?? '' },
    step: { step: steps[0]?.value ?? '', type: 'task' },
    id: { type: 'contact', id: '' },
  };
  return (
    <div className="form-field">
      <NativeSelect
        {...useInput(props)}
        value={kind ?? ''}
        data={[
          ...(required && kind ? [] : [{ value: '', label: t('recordRef.none') }]),
          ...recordKinds.map((one) => ({ value: one, label: t(`recordRef.${one}`) })),
        ]}
        onChange={({ currentTarget }) => {
          const chosen = recordKinds.find((one) => one === currentTarget.value);
          onChange(chosen && blank[chosen], path);
        }}
      />
      {kind === 'related' ? (
        <NamedSelect
          aria-label={t('recordRef.related')}
          value={textAt(objectOf(value), 'related')}
          options={relations}
          onChange={(related) => onChange({ related }, path)}
        />
      ) : null}
      {kind === 'step' || kind === 'id' ? <TypedRecord {...props} kind={kind} /> : null}
    </div>
  );
}

function TypedRecord({ kind, value, path, onChange }: ControlProps<'record'> & { readonly kind: 'step' | 'id' }) {
  const { t } = useTranslation();
  const types = useRecordTypeOptions(recordTypeKeys);
  const steps = useStepOptions();
  const now = objectOf(value);
  const type = textAt(now, 'type');
  const change = (key: string, next: string) => onChange(withSetting(now, key, next), path);
  return (
    <>
      <NamedSelect
        aria-label={t('setting.type')}
        value={type}
        options={types}
        onChange={(next) => onChange(kind === 'id' ? { type: next, id: '' } : withSetting(now, 'type', next), path)}
      />
      {kind === 'step' ? (
        <NamedSelect
          aria-label={t('setting.step')}
          value={textAt(now, 'step')}
          options={steps}
          onChange={(step) => change('step', step)}
        />
      ) : isRecordType(type) ? (
        <RecordSelect
          type={type}
          label={t('recordRef.id')}
          labelHidden
          value={textAt(now, 'id')}
          onChange={(id) => change('id', id)}
        />
      ) : (
        <TextInput
          aria-label={t('recordRef.id')}
          value={textAt(now, 'id')}
          onChange={(event) => change('id', event.currentTarget.value)}
        />
      )}
    </>
  );
}

export const referenceControls: Controls<'user' | 'users' | 'record'> = {
  user: UserControl,
  users: UsersControl,
  record: RecordControl,
};
