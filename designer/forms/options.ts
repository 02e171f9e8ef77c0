import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Pipeline } from '../../domain/records/pipelines.ts';
import { isRecordType, recordTypes } from '../../domain/records/record-types.ts';
import type { Page } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { useRoles } from '../api/use-people.ts';
import { useCalendarName } from '../calendars/calendar-name.ts';
import { useCalendars } from '../calendars/use-calendars.ts';
import { stepName } from '../canvas/step-text.ts';
import { useQueues } from '../clocks/use-board.ts';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { useFields } from '../records/use-fields.ts';
import { useTeams, useUsers } from '../records/user-name.tsx';
import { useRoleName } from '../settings/use-role-names.ts';
import { useWorkflows } from '../workflows/use-workflows.ts';
import { useFormScope, useSubject } from './form-scope.ts';
import type { Option } from './named-select.tsx';

type Named = { readonly key: string; readonly name: string };
type Template = Named & { readonly channel: string };

const optionOf = ({ key, name }: Named): Option => ({ value: key, label: name });
const itemsOf = <T>(query: UseQueryResult<Page<T>>): readonly T[] => query.data?.items ?? [];

/** Lists that only the forms of settings choose from; nothing without the right to read them. */
function useNamed<T extends Named>(
  path: 'templates' | 'topics' | 'connections' | 'pipelines',
  may: boolean,
): readonly T[] {
  return itemsOf(
    useQuery({
      queryKey: [path],
      enabled: may,
      retry: false,
      staleTime: 60_000,
      queryFn: ({ signal }) => get<Page<T>>(`/api/${path}?limit=200`, signal),
    }),
  );
}

const useTemplates = () => useNamed<Template>('templates', useMay('template:read'));

/** The channel of a step's messages, where only one will do. */
const channels: Readonly<Record<string, string>> = { 'send-sms': 'sms', 'send-email': 'email', 'send-offer': 'email' };

function useTemplateOptions(): readonly Option[] {
  const { type = '' } = useFormScope();
  const channel = channels[type];
  return useTemplates()
    .filter((template) => template.channel !== 'document' && (channel === undefined || template.channel === channel))
    .map(optionOf);
}

function useDocumentTemplateOptions(): readonly Option[] {
  return useTemplates()
    .filter(({ channel }) => channel === 'document')
    .map(optionOf);
}

export function useCalendarOptions(): readonly Option[] {
  const nameOf = useCalendarName();
  return itemsOf(useCalendars()).map((calendar) => ({ value: calendar.key, label: nameOf(calendar) }));
}

export const useQueueOptions = (): readonly Option[] => itemsOf(useQueues()).map(optionOf);

function useStageOptions(): readonly Option[] {
  const pipelines = useNamed<Pipeline>('pipelines', useMay('pipeline:read'));
  const { root } = useFormScope();
  const words = useWords();
  const meant = pipelines.filter(({ key }) => typeof root.pipeline !== 'string' || key === root.pipeline);
  const stages = meant.flatMap((pipeline) => pipeline.stages);
  return [...new Map(stages.map(({ key, name }) => [key, { value: key, label: words.say(name) }])).values()];
}

/** Fields of the definition's records, own ones included. */
export function useFieldOptions(): readonly Option[] {
  const words = useWords();
  return useFields(useSubject()).map((field) => ({ value: field.key, label: words.field(field) }));
}

/** Fields that hold a date or time: where a setting names one field, it is when something happens. */
function useDateFieldOptions(): readonly Option[] {
  const words = useWords();
  const dates = useFields(useSubject()).filter(({ kind }) => kind === 'date' || kind === 'dateTime');
  return dates.map((field) => ({ value: field.key, label: words.field(field) }));
}

function useRelationOptions(): readonly Option[] {
  const words = useWords();
  return recordTypes[useSubject()].relations.map(({ name, label }) => ({ value: name, label: words.say(label) }));
}

export function useStepOptions(): readonly Option[] {
  const { definition } = useFormScope();
  const words = useWords();
  return Object.entries(definition.steps).map(([id, step]) => ({ value: id, label: stepName(step, id, words) }));
}

/** Events that the product tells of; others have any name. */
export function useEventOptions(): readonly Option[] {
  const { t } = useTranslation();
  const known = Object.keys(i18next.getResourceBundle('en', 'translation') ?? {});
  return known.flatMap((key) =>
    key.startsWith('event.') ? [{ value: key.slice('event.'.length), label: t(key) }] : [],
  );
}

export function useRecordTypeOptions(types: readonly string[]): readonly Option[] {
  const words = useWords();
  return types.map((type) => ({ value: type, label: isRecordType(type) ? words.recordType(type) : type }));
}

/** Whom a reference to users can name, by how it names them. */
export function usePeopleOptions(): Readonly<
  Record<'user' | 'team' | 'teamLead' | 'role' | 'queue' | 'field', readonly Option[]>
> {
  const users = useUsers().map(({ id, name, email }) => ({ value: id, label: name || email }));
  const teams = useTeams().map(({ id, name }) => ({ value: id, label: name }));
  const roleName = useRoleName();
  const roles = (useRoles().data?.items ?? []).map((role) => ({ value: role.key, label: roleName(role) }));
  const words = useWords();
  const fields = useFields(useSubject())
    .filter(({ target }) => target === 'user')
    .map((field) => ({ value: field.key.replace(/Id$/, ''), label: words.field(field) }));
  return { user: users, team: teams, teamLead: teams, role: roles, queue: useQueueOptions(), field: fields };
}

/** What a setting is chosen from, by its word. */
export const optionsOf = {
  calendar: useCalendarOptions,
  queue: useQueueOptions,
  template: useTemplateOptions,
  'document-template': useDocumentTemplateOptions,
  topic: () => useNamed('topics', useMay('topic:read')).map(optionOf),
  workflow: () => useWorkflows().map(optionOf),
  connection: () => useNamed('connections', useMay('connection:read')).map(optionOf),
  field: useDateFieldOptions,
  stage: useStageOptions,
  relation: useRelationOptions,
  step: useStepOptions,
} as const satisfies Readonly<Record<string, () => readonly Option[]>>;
