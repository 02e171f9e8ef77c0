import { Input } from '@mantine/core';
import { useMemo } from 'react';
import { ruleScope } from '../../domain/definition/scope.ts';
import type { RuleScope } from '../../domain/logic/scope.ts';
import { triggerTypes } from '../../domain/triggers/registry.ts';
import { stepName } from '../canvas/step-text.ts';
import { useFieldsOf } from '../records/use-fields.ts';
import { useNamedWords } from '../records/use-named-words.ts';
import { ConditionBuilder } from '../rules/builder/condition-builder.tsx';
import { type ControlProps, useFormScope, useInput, useSubject } from './form-scope.ts';

/** What a condition may read where it stands: of a trigger what that sees, else what a run knows as well. */
function useScope(): RuleScope {
  const { definition, type = '' } = useFormScope();
  const subject = useSubject();
  const fieldsOf = useFieldsOf();
  const trigger = Object.values(triggerTypes).find((one) => one.type === type);
  return useMemo(() => {
    const parts = {
      key: definition.key,
      subject,
      variables: definition.variables,
      stepIds: Object.keys(definition.steps),
      stepTypes: new Map(Object.entries(definition.steps).map(([id, step]) => [id, step.type])),
    };
    return ruleScope(trigger ? 'trigger' : 'step', parts, { fieldsOf }, trigger?.sees);
  }, [definition, subject, trigger, fieldsOf]);
}

/** A condition in lines and groups, or as text. */
export function ConditionField(props: ControlProps<'rule'>) {
  const { label, labelHidden = false, value, path, onChange } = props;
  const { definition } = useFormScope();
  const words = useNamedWords();
  const scope = useScope();
  const { error, required, description } = useInput(props);
  return (
    <fieldset className="form-rule" aria-label={label}>
      {labelHidden ? null : <Input.Label required={required}>{label}</Input.Label>}
      {description === undefined ? null : <Input.Description>{description}</Input.Description>}
      <ConditionBuilder
        rule={value}
        scope={scope}
        stepName={(id) => stepName(definition.steps[id], id, words)}
        onChange={(rule) => onChange(rule, path)}
      />
      {error === undefined ? null : <Input.Error>{error}</Input.Error>}
    </fieldset>
  );
}
