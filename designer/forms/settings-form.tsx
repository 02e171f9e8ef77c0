import { useMemo } from 'react';
import type { Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { jsonPointer } from '../../domain/json-pointer.ts';
import { choiceControls } from './choice-controls.tsx';
import { shownBy } from './control-value.ts';
import { formOf } from './form-of.ts';
import { asProps, type ControlProps, type Controls, FormScopeProvider, type SettingsContext } from './form-scope.ts';
import { referenceControls } from './reference-controls.tsx';
import { isObject } from './setting-form.ts';
import { ObjectFields, structureControls } from './structure-controls.tsx';
import { textControls } from './text-controls.tsx';
import { timeControls } from './time-controls.tsx';
import { valueControls } from './values-control.tsx';
import './forms.css';

const controls: Controls = {
  ...textControls,
  ...choiceControls,
  ...timeControls,
  ...referenceControls,
  ...valueControls,
  ...structureControls,
};

/** A control by its kind, or JSON where the value is none that it knows. */
function SettingControl(props: ControlProps) {
  const control = shownBy(props.control, props.value);
  const Shown = controls[control.kind] as (props: ControlProps) => React.ReactNode;
  return <Shown key={control.kind} {...asProps(props, control)} />;
}

const show = (props: ControlProps) => <SettingControl {...props} />;

type SettingsFormProps = {
  /** JSON Schema (2020-12) of the settings, as `schemaOf` makes it. */
  readonly schema: JsonObject;
  readonly value: JsonObject;
  /** What is wrong, with JSON pointers that begin at the settings. */
  readonly issues: readonly Issue[];
  readonly context: SettingsContext;
  /** Settings that are shown elsewhere. */
  readonly without?: readonly string[];
  /** All settings after each edit; `field` is the JSON pointer of the one that was edited. */
  readonly onChange: (next: JsonObject, edit: { readonly field: string }) => void;
};

/** A labelled field for each setting of a schema, and for what stands in the value beside them. */
export function SettingsForm({ schema, value, issues, context, without = [], onChange }: SettingsFormProps) {
  const control = useMemo(() => formOf(schema), [schema]);
  return (
    <FormScopeProvider value={{ ...context, issues, show, root: value }}>
      <div className="settings-form">
        <ObjectFields
          control={control}
          value={value}
          path={[]}
          without={without}
          onChange={(next, at) => onChange(isObject(next) ? next : {}, { field: jsonPointer(at) })}
        />
      </div>
    </FormScopeProvider>
  );
}
