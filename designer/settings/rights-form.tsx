import { Checkbox, NativeSelect, Pill } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isWithin, type Scope } from '../../domain/permissions/permission.ts';
import type { PermissionKey, Resource } from '../../domain/permissions/registry.ts';
import { type RecordTypeKey, recordTypeKeys } from '../../domain/records/record-types.ts';
import { useSession } from '../frame/session.tsx';
import { useWords } from '../i18n/words.ts';
import {
  commonScope,
  permissionOf,
  type RightGroup,
  type Rights,
  recordActions,
  rightGroups,
  rightOfAllRecords,
  rightsOf,
  scopesOf,
  withRights,
} from './role-rights.ts';

type RightsProps = {
  readonly rights: Rights;
  /** Only shown where there is nothing to change them with. */
  readonly onChange: ((rights: Rights) => void) | null;
};

/** Whether the user may hand out rights in a scope: nobody gives more than they have. */
function useMayGive(): (keys: readonly PermissionKey[], scope: Scope) => boolean {
  const held = useSession()?.permissions ?? [];
  return (keys, scope) =>
    isWithin(
      keys.flatMap((key) => permissionOf(key, scopesOf(key).includes(scope) ? scope : 'all')),
      held,
    );
}

type RowProps = RightsProps & {
  readonly label: string;
  /** Set together. */
  readonly keys: readonly PermissionKey[];
  /** What the row belongs to, for those who hear it. */
  readonly of: string;
};

/** A right with the choice of whose records it reaches. */
function ScopeRow({ rights, onChange, label, keys, of }: RowProps) {
  const { t } = useTranslation();
  const mayGive = useMayGive();
  const value = commonScope(rights, keys);
  const possible = [...new Set(keys.flatMap(scopesOf))];
  const options = [
    ...(value === 'mixed' ? [{ value: 'mixed', label: t('rights.mixed'), disabled: true }] : []),
    { value: 'none', label: t('rights.none') },
    ...possible.map((scope) => ({
      value: scope,
      label: possible.length > 1 ? t(`rights.${scope}`) : t('rights.yes'),
      disabled: scope !== value && !mayGive(keys, scope),
    })),
  ];
  const choose = (chosen: string) => {
    const scope = possible.find((candidate) => candidate === chosen) ?? null;
    onChange?.(withRights(rights, keys, scope));
  };
  return (
    <div className="right-row">
      <span>{label}</span>
      <NativeSelect
        size="xs"
        aria-label={`${of}: ${label}`}
        value={value}
        data={options}
        disabled={onChange === null}
        onChange={(event) => choose(event.currentTarget.value)}
      />
    </div>
  );
}

/** A right that one has or has not. */
function RightRow({ rights, onChange, label, keys, of }: RowProps) {
  const mayGive = useMayGive();
  const checked = commonScope(rights, keys) !== 'none';
  return (
    <Checkbox
      size="xs"
      className="right-check"
      label={label}
      aria-label={`${of}: ${label}`}
      checked={checked}
      disabled={onChange === null || (!checked && !mayGive(keys, 'all'))}
      onChange={(event) => onChange?.(withRights(rights, keys, event.currentTarget.checked ? 'all' : null))}
    />
  );
}

/** What may be done with records of a type, in short: of whose where it is not all. */
function Summary({ rights, type }: { readonly rights: Rights; readonly type: RecordTypeKey }) {
  const { t } = useTranslation();
  const held = recordActions.flatMap((action) => {
    const scope = rights.scopes[`${type}:${action}`];
    const name = t(`right.record.${action}`).toLocaleLowerCase();
    if (scope === undefined) return [];
    return [scope === 'all' ? name : `${name} (${t(`rights.${scope}`).toLocaleLowerCase()})`];
  });
  return <span className="soft">{held.length === 0 ? t('rights.nothing') : held.join(', ')}</span>;
}

type RecordRightsProps = RightsProps & {
  readonly title: string;
  readonly summary?: ReactNode;
  readonly keysOf: (action: (typeof recordActions)[number]) => readonly PermissionKey[];
};

/** What may be done with records of a type, or of all of them; in short while it is folded. */
function RecordRights({ rights, onChange, title, summary, keysOf }: RecordRightsProps) {
  const { t } = useTranslation();
  return (
    <details className="right-fold">
      <summary>
        <b>{title}</b>
        {summary}
      </summary>
      <div className="right-rows">
        {recordActions.map((action) => (
          <ScopeRow
            key={action}
            rights={rights}
            onChange={onChange}
            label={t(`right.record.${action}`)}
            keys={keysOf(action)}
            of={title}
          />
        ))}
      </div>
    </details>
  );
}

function Records({ rights, onChange }: RightsProps) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <section aria-label={t('rights.group.records')}>
      <h3 className="right-head">{t('rights.group.records')}</h3>
      {onChange ? (
        <RecordRights rights={rights} onChange={onChange} title={t('rights.allRecords')} keysOf={rightOfAllRecords} />
      ) : null}
      {recordTypeKeys.map((type) => (
        <RecordRights
          key={type}
          rights={rights}
          onChange={onChange}
          title={words.recordTypes(type)}
          summary={<Summary rights={rights} type={type} />}
          keysOf={(action) => [`${type}:${action}`]}
        />
      ))}
    </section>
  );
}

function Group({ rights, onChange, group }: RightsProps & { readonly group: RightGroup }) {
  const { t } = useTranslation();
  const name = t(`rights.group.${group}`);
  const keys = rightGroups[group].flatMap((resource: Resource) => rightsOf(resource));
  return (
    <section aria-label={name}>
      <h3 className="right-head">{name}</h3>
      <div className="right-grid">
        {keys.map((key) => {
          const Row = scopesOf(key).length > 1 ? ScopeRow : RightRow;
          return <Row key={key} rights={rights} onChange={onChange} label={t(`right.${key}`)} keys={[key]} of={name} />;
        })}
      </div>
    </section>
  );
}

/** Rights over everything, which the form has no rows for: they can only be taken away. */
function Others({ rights, onChange }: RightsProps) {
  const { t } = useTranslation();
  if (rights.others.length === 0) return null;
  return (
    <section aria-label={t('rights.group.others')}>
      <h3 className="right-head">{t('rights.group.others')}</h3>
      <Pill.Group>
        {rights.others.map((permission) => {
          const text = `${permission.resource}:${permission.action} (${t(`rights.${permission.scope}`)})`;
          return (
            <Pill
              key={text}
              withRemoveButton={onChange !== null}
              removeButtonProps={{ 'aria-label': t('rights.remove', { right: text }), tabIndex: 0 }}
              onRemove={() => onChange?.({ ...rights, others: rights.others.filter((one) => one !== permission) })}
            >
              {text}
            </Pill>
          );
        })}
      </Pill.Group>
    </section>
  );
}

/** All rights there are, by what they are about. */
export function RightsForm(props: RightsProps) {
  return (
    <div className="rights">
      <Others {...props} />
      <Records {...props} />
      <Group {...props} group="workflows" />
      <Group {...props} group="messages" />
      <Group {...props} group="company" />
    </div>
  );
}
