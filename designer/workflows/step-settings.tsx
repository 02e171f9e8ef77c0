import { CloseButton } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { schemaOf } from '../../domain/definition/settings-schema.ts';
import type { Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { stepTypeOf } from '../../domain/steps/registry.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { triggerId } from '../canvas/graph.ts';
import { stepIcon } from '../canvas/step-icons.ts';
import { outletName, stepName, stepSentence } from '../canvas/step-text.ts';
import { triggerCondition, triggerTitle } from '../canvas/trigger-text.ts';
import { Square } from '../elements/square.tsx';
import { useMay } from '../frame/use-may.ts';
import { useLocale } from '../i18n/use-locale.ts';
import { humanise } from '../i18n/words.ts';
import { useNamedWords } from '../records/use-named-words.ts';
import { ruleWordsOf } from '../rules/rule-words.ts';
import { settingText } from './setting-text.ts';
import { EnrollmentForm, LineFields, type SettingsChange, StepForm, TriggersForm } from './step-form.tsx';

type Setting = { readonly key: string; readonly label: string; readonly value: string };

const propertySchema = z.looseObject({ title: z.string().optional(), widget: z.string().optional() });

/** Labels and widgets of a type's settings, from the metadata of its schema. */
function propertiesOf(type: string): Readonly<Record<string, z.infer<typeof propertySchema>>> {
  const schema = stepTypeOf(type)?.config;
  if (!schema) return {};
  const parsed = z.object({ properties: z.record(z.string(), propertySchema) }).safeParse(schemaOf(schema));
  return parsed.success ? parsed.data.properties : {};
}

function settingsOf(type: string, config: unknown, context: Parameters<typeof settingText>[2]): readonly Setting[] {
  const properties = propertiesOf(type);
  const entries = typeof config === 'object' && config !== null ? Object.entries(config) : [];
  return entries.map(([key, value]) => {
    const property = properties[key];
    const label = context.words.say(property?.title ?? humanise(key));
    return { key, label, value: settingText(value, property?.widget, context) };
  });
}

function Triggers({ definition }: { definition: DefinitionView }) {
  const { t } = useTranslation();
  const words = useNamedWords();
  return (
    <dl>
      {definition.triggers.map((trigger, index) => (
        <div className="setting" key={typeof trigger.id === 'string' ? trigger.id : index}>
          <dt>{triggerTitle(trigger, definition, words)}</dt>
          <dd>{triggerCondition(trigger, definition, words, t)}</dd>
        </div>
      ))}
    </dl>
  );
}

type StepSettingsProps = {
  readonly definition: DefinitionView;
  readonly id: string;
  readonly onClose: () => void;
  /** Of the whole definition; shown at their settings where these can be changed. */
  readonly issues?: readonly Issue[];
  /** The definition's, empty where it has none; its form is shown with the triggers where it is given. */
  readonly enrollment?: JsonObject;
  /** Takes what somebody changed; without it the settings are only shown. */
  readonly onChange?: (change: SettingsChange) => void;
  /** A field was left: what is typed into the next one is something else. */
  readonly onLeave?: () => void;
};

function Step({ definition, id }: { definition: DefinitionView; id: string }) {
  const { t } = useTranslation();
  const words = useNamedWords();
  const locale = useLocale();
  const step = definition.steps[id];
  if (!step) return null;
  const context = { ...ruleWordsOf(definition, words, t), locale };
  return (
    <dl>
      {settingsOf(step.type, step.config, context).map((setting) => (
        <div className="setting" key={setting.key}>
          <dt>{setting.label}</dt>
          <dd>{setting.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Where the step goes on to. */
function Outlets({ definition, id }: { definition: DefinitionView; id: string }) {
  const { t } = useTranslation();
  const words = useNamedWords();
  const step = definition.steps[id];
  if (!step) return null;
  return (
    <dl>
      {Object.entries(step.next).map(([outlet, target]) => (
        <div className="setting" key={outlet}>
          <dt>{t('settingsPanel.outlet', { outlet: outletName(step, outlet, words) })}</dt>
          <dd>{target === null ? t('settingsPanel.ends') : stepName(definition.steps[target], target, words)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The settings of the chosen card: of a step and where it goes on to, or of the triggers and the enrollment. */
function Settings({ definition, id, issues = [], enrollment, onChange }: Omit<StepSettingsProps, 'onClose'>) {
  if (id !== triggerId && onChange)
    return (
      <div className="settings-form">
        <StepForm key={id} definition={definition} id={id} issues={issues} onChange={onChange} />
        <LineFields definition={definition} id={id} onChange={onChange} />
      </div>
    );
  if (id !== triggerId)
    return (
      <>
        <Step definition={definition} id={id} />
        <Outlets definition={definition} id={id} />
      </>
    );
  if (!onChange) return <Triggers definition={definition} />;
  return (
    <div className="settings-form">
      <TriggersForm definition={definition} issues={issues} onChange={onChange} />
      {enrollment ? (
        <EnrollmentForm definition={definition} enrollment={enrollment} issues={issues} onChange={onChange} />
      ) : null}
    </div>
  );
}

/** What the chosen card is set to: fields to change it, or words where it is not to be changed here. */
export function StepSettings(props: StepSettingsProps) {
  const { definition, id, onClose } = props;
  const { t } = useTranslation();
  const words = useNamedWords();
  const step = definition.steps[id];
  const type = stepTypeOf(step?.type ?? '');
  const isTrigger = id === triggerId;
  const mayEdit = useMay('workflow:edit');
  return (
    <section className="settings-panel" aria-label={t('settingsPanel.label')} onBlur={props.onLeave}>
      <div className="settings-head">
        <Square icon={isTrigger ? IconBolt : stepIcon(type?.icon)} group={type?.group ?? 'flow'} />
        <div className="grow">
          <h2>{isTrigger ? t('settingsPanel.triggers') : stepName(step, id, words)}</h2>
          <p>{step ? stepSentence(step, ruleWordsOf(definition, words, t)) : t('settingsPanel.triggersHelp')}</p>
        </div>
        <CloseButton aria-label={t('close')} onClick={onClose} />
      </div>
      <Settings {...props} />
      {mayEdit ? (
        <Link className="settings-edit" to={`?tab=json&at=${isTrigger ? '/triggers' : `/steps/${id}`}`}>
          {t('settingsPanel.edit')}
        </Link>
      ) : null}
    </section>
  );
}
