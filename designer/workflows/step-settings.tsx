import { CloseButton } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
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

type Setting = { readonly key: string; readonly label: string; readonly value: string };

const propertySchema = z.looseObject({ title: z.string().optional(), widget: z.string().optional() });

/** Labels and widgets of a type's settings, from the metadata of its schema. */
function propertiesOf(type: string): Readonly<Record<string, z.infer<typeof propertySchema>>> {
  const schema = stepTypeOf(type)?.config;
  if (!schema) return {};
  const json: unknown = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  const parsed = z.object({ properties: z.record(z.string(), propertySchema) }).safeParse(json);
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

type StepSettingsProps = { readonly definition: DefinitionView; readonly id: string; readonly onClose: () => void };

function Step({ definition, id }: { definition: DefinitionView; id: string }) {
  const { t } = useTranslation();
  const words = useNamedWords();
  const locale = useLocale();
  const step = definition.steps[id];
  if (!step) return null;
  const context = { ...ruleWordsOf(definition, words, t), locale };
  const next = Object.entries(step.next);
  return (
    <dl>
      {settingsOf(step.type, step.config, context).map((setting) => (
        <div className="setting" key={setting.key}>
          <dt>{setting.label}</dt>
          <dd>{setting.value}</dd>
        </div>
      ))}
      {next.map(([outlet, target]) => (
        <div className="setting" key={outlet}>
          <dt>{t('settingsPanel.outlet', { outlet: outletName(step, outlet, words) })}</dt>
          <dd>{target === null ? t('settingsPanel.ends') : stepName(definition.steps[target], target, words)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the chosen card is set to. It is changed on the JSON tab. */
export function StepSettings({ definition, id, onClose }: StepSettingsProps) {
  const { t } = useTranslation();
  const words = useNamedWords();
  const step = definition.steps[id];
  const type = stepTypeOf(step?.type ?? '');
  const isTrigger = id === triggerId;
  const mayEdit = useMay('workflow:edit');
  return (
    <section className="settings-panel" aria-label={t('settingsPanel.label')}>
      <div className="settings-head">
        <Square icon={isTrigger ? IconBolt : stepIcon(type?.icon)} group={type?.group ?? 'flow'} />
        <div className="grow">
          <h2>{isTrigger ? t('settingsPanel.triggers') : stepName(step, id, words)}</h2>
          <p>{step ? stepSentence(step, ruleWordsOf(definition, words, t)) : t('settingsPanel.triggersHelp')}</p>
        </div>
        <CloseButton aria-label={t('close')} onClick={onClose} />
      </div>
      {isTrigger ? <Triggers definition={definition} /> : <Step definition={definition} id={id} />}
      {mayEdit ? (
        <Link className="settings-edit" to={`?tab=json&at=${isTrigger ? '/triggers' : `/steps/${id}`}`}>
          {t('settingsPanel.edit')}
        </Link>
      ) : null}
    </section>
  );
}
