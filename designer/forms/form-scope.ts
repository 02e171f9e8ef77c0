import { createContext, type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { jsonPointer } from '../../domain/json-pointer.ts';
import { isRecordType, type RecordTypeKey } from '../../domain/records/record-types.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { useWords } from '../i18n/words.ts';
import type { Control, ControlKind, ControlOf } from './setting-form.ts';

/** Where a value stands in the settings. */
export type Path = readonly (string | number)[];

/** A new value, undefined for none, with the place that was edited. */
export type Change = (next: Json | undefined, at: Path) => void;

/** An interface of the control itself, so that props of some kinds count as props of more. */
interface PropsOf<C extends Control> {
  readonly control: C;
  readonly label: string;
  /** It is said and not shown, as in the rows of a list. */
  readonly labelHidden?: boolean;
  readonly help?: string | undefined;
  readonly required: boolean;
  readonly value: Json | undefined;
  /** What counts while there is no value. */
  readonly usual?: Json | undefined;
  readonly path: Path;
  readonly onChange: Change;
}

export type ControlProps<K extends ControlKind = ControlKind> = PropsOf<ControlOf<K>>;

/** What the settings belong to: the definition around them and, of a step or trigger, its type. */
export type SettingsContext = { readonly definition: DefinitionView; readonly type?: string };

/** What the controls of one form share. */
export type FormScope = SettingsContext & {
  readonly root: JsonObject;
  readonly issues: readonly Issue[];
  /** Shows a control; given on, so that those made of others need not know them. */
  readonly show: (props: ControlProps) => ReactNode;
};

const Scope = createContext<FormScope | null>(null);
export const FormScopeProvider = Scope.Provider;

export function useFormScope(): FormScope {
  const scope = useContext(Scope);
  if (!scope) throw new Error('A control of settings stands outside of a form.');
  return scope;
}

/** The record type that the runs of the definition are about. */
export function useSubject(): RecordTypeKey {
  const { subject } = useFormScope().definition;
  return isRecordType(subject) ? subject : 'lead';
}

/** What is wrong at a place, in the language of the app: `within` it too where nothing inside it has a control of its own. */
export function useSettingIssue(): (path: Path, within?: boolean) => string | undefined {
  const { issues } = useFormScope();
  const words = useWords();
  return (path, within = false) => {
    const place = jsonPointer(path);
    const found = issues.filter((issue) => issue.path === place || (within && issue.path.startsWith(`${place}/`)));
    return found.length === 0 ? undefined : found.map((issue) => words.issue(issue)).join(' ');
  };
}

/** What an input has of its control: label, help, what is wrong, whether it has to be filled. */
export function useInput({ label, labelHidden = false, help, required, path }: ControlProps) {
  const issueAt = useSettingIssue();
  return {
    ...(labelHidden ? { 'aria-label': label } : { label }),
    ...(help === undefined ? {} : { description: help }),
    error: issueAt(path, true),
    required,
  };
}

/** The name of a setting: its title, else the word for its key. */
export function useSettingName(): (setting: { readonly key: string; readonly title: string | null }) => string {
  const { t } = useTranslation();
  const words = useWords();
  return ({ key, title }) =>
    title === null ? t(`setting.${key}`, { defaultValue: words.choice(key) }) : words.say(title);
}

/** The name of a value that can be chosen. */
export function useOptionName(): (value: string) => string {
  const { t } = useTranslation();
  const words = useWords();
  return (value) => t(`settingChoice.${value}`, { defaultValue: words.choice(value) });
}

/** Controls by the kind of value they edit. */
export type Controls<K extends ControlKind = ControlKind> = {
  readonly [One in K]: (props: ControlProps<One>) => ReactNode;
};

export const asProps = <K extends ControlKind>(props: ControlProps, control: Control): ControlProps<K> =>
  ({ ...props, control }) as unknown as ControlProps<K>;
