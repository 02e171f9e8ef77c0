import { NativeSelect, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { enrollmentSchema } from '../../domain/definition/enrollment-schema.ts';
import { schemaOf } from '../../domain/definition/settings-schema.ts';
import type { Issue } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { stepTypeOf } from '../../domain/steps/registry.ts';
import { triggerTypes } from '../../domain/triggers/registry.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { outletName, stepName } from '../canvas/step-text.ts';
import { triggerTitle } from '../canvas/trigger-text.ts';
import { issuesBelow } from '../forms/issues-below.ts';
import { JsonField } from '../forms/json-field.tsx';
import { isObject } from '../forms/setting-form.ts';
import { SettingsForm } from '../forms/settings-form.tsx';
import { useNamedWords } from '../records/use-named-words.ts';

/** What was changed, as it is to stand from then on; `field` is the JSON pointer of the edited setting inside it. */
export type SettingsChange =
  | { readonly of: 'name'; readonly step: string; readonly name: string }
  | { readonly of: 'config'; readonly step: string; readonly config: Json; readonly field: string }
  | { readonly of: 'trigger'; readonly index: number; readonly trigger: JsonObject; readonly field: string }
  | { readonly of: 'line'; readonly step: string; readonly outlet: string; readonly to: string | null }
  | { readonly of: 'enrollment'; readonly enrollment: JsonObject; readonly field: string };

type EditProps = {
  readonly definition: DefinitionView;
  /** Of the whole definition. */
  readonly issues: readonly Issue[];
  readonly onChange: (change: SettingsChange) => void;
};

/** What is wrong with the settings as a whole. */
function Whole({ issues }: { issues: readonly Issue[] }) {
  const words = useNamedWords();
  return issues
    .filter(({ path }) => path === '')
    .map((issue) => (
      <p className="form-error" key={issue.code}>
        {words.issue(issue)}
      </p>
    ));
}

/** The name of a step and a field for each of its settings. */
export function StepForm({ definition, id, issues, onChange }: EditProps & { readonly id: string }) {
  const { t } = useTranslation();
  const step = definition.steps[id];
  const type = step?.type ?? '';
  const schema = useMemo(() => {
    const known = stepTypeOf(type);
    return known ? schemaOf(known.config) : {};
  }, [type]);
  if (!step) return null;
  const config = (step.config ?? {}) as Json;
  const below = issuesBelow(issues, ['steps', id, 'config']);
  const change = (next: Json, field: string) => onChange({ of: 'config', step: id, config: next, field });
  return (
    <div className="settings-form">
      <TextInput
        label={t('settingsPanel.name')}
        description={t('settingsPanel.nameHelp')}
        value={step.name ?? ''}
        maxLength={200}
        onChange={(event) => onChange({ of: 'name', step: id, name: event.currentTarget.value })}
      />
      {isObject(config) ? (
        <SettingsForm
          key={id}
          schema={schema}
          value={config}
          issues={below}
          context={{ definition, type }}
          onChange={(next, { field }) => change(next, field)}
        />
      ) : (
        <JsonField
          label={t('settingsPanel.settings')}
          error={undefined}
          required
          value={config}
          onChange={(next) => change(next ?? {}, '')}
        />
      )}
      <Whole issues={below} />
    </div>
  );
}

/** Where each outlet of a step leads: to another step, or to an end. What is drawn by dragging is chosen here as well. */
export function LineFields({ definition, id, onChange }: Omit<EditProps, 'issues'> & { readonly id: string }) {
  const { t } = useTranslation();
  const words = useNamedWords();
  const step = definition.steps[id];
  if (!step) return null;
  const names = Object.entries(definition.steps).map(([value, one]) => ({ value, label: stepName(one, value, words) }));
  const isTwice = (label: string) => names.filter((one) => one.label === label).length > 1;
  const targets = [
    { value: '', label: t('settingsPanel.ends') },
    // Steps of one name are told apart by their ids.
    ...names.map(({ value, label }) => ({ value, label: isTwice(label) ? `${label} (${value})` : label })),
  ];
  return Object.entries(step.next).map(([outlet, to]) => (
    <NativeSelect
      key={outlet}
      label={t('settingsPanel.outlet', { outlet: outletName(step, outlet, words) })}
      data={targets}
      value={to !== null && Object.hasOwn(definition.steps, to) ? to : ''}
      onChange={(event) => onChange({ of: 'line', step: id, outlet, to: event.currentTarget.value || null })}
    />
  ));
}

const triggerSchemas: Readonly<Record<string, JsonObject>> = Object.fromEntries(
  Object.values(triggerTypes).map(({ type, config }) => [type, schemaOf(config)]),
);
const nothing: JsonObject = {};

/** The settings of each trigger. What it is called and its type stay. */
export function TriggersForm({ definition, issues, onChange }: EditProps) {
  const words = useNamedWords();
  return definition.triggers.map((trigger, index) => {
    const type = String(trigger.type);
    const title = triggerTitle(trigger, definition, words);
    const below = issuesBelow(issues, ['triggers', index]);
    return (
      <fieldset
        className="form-group"
        aria-label={title}
        key={typeof trigger.id === 'string' ? `${trigger.id} ${type}` : index}
      >
        <legend>{title}</legend>
        <SettingsForm
          schema={(Object.hasOwn(triggerSchemas, type) ? triggerSchemas[type] : undefined) ?? nothing}
          value={trigger as JsonObject}
          issues={below}
          context={{ definition, type }}
          without={['id', 'type']}
          onChange={(next, { field }) => onChange({ of: 'trigger', index, trigger: next, field })}
        />
        <Whole issues={below} />
      </fieldset>
    );
  });
}

const enrollmentForm = schemaOf(enrollmentSchema);

/** How records are admitted, and what ends their runs. */
export function EnrollmentForm({
  definition,
  enrollment,
  issues,
  onChange,
}: EditProps & { readonly enrollment: JsonObject }) {
  const { t } = useTranslation();
  const below = issuesBelow(issues, ['enrollment']);
  return (
    <fieldset className="form-group" aria-label={t('settingsPanel.enrollment')}>
      <legend>{t('settingsPanel.enrollment')}</legend>
      <SettingsForm
        schema={enrollmentForm}
        value={enrollment}
        issues={below}
        context={{ definition }}
        onChange={(next, { field }) => onChange({ of: 'enrollment', enrollment: next, field })}
      />
      <Whole issues={below} />
    </fieldset>
  );
}
