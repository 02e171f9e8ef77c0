import { useState } from 'react';
import type { Json } from '../../domain/json.ts';
import type { Field } from '../../domain/records/field.ts';
import { Problem } from '../api/problem.ts';
import { useWords } from '../i18n/words.ts';
import { type Draft, fromDraft, toDraft } from './field-draft.ts';

type Drafts = Readonly<Record<string, Draft>>;

export type RecordForm = {
  readonly fields: readonly Field[];
  readonly draftOf: (field: Field) => Draft;
  readonly errorOf: (field: Field) => string | undefined;
  readonly change: (field: Field, draft: Draft) => void;
  /** What differs from the record; empty when nothing was changed. */
  readonly changes: () => Readonly<Record<string, Json>>;
  readonly dirty: boolean;
  readonly refuse: (error: unknown) => void;
  readonly reset: () => void;
};

/** A form over a record type's fields: holds only what was changed, so that a newer record shows through. */
export function useRecordForm(fields: readonly Field[], record: Readonly<Record<string, unknown>>): RecordForm {
  const words = useWords();
  const editable = fields.filter((field) => !field.readOnly);
  const [drafts, setDrafts] = useState<Drafts>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const currency = drafts.currency ?? record.currency;
  const shown = (field: Field) => toDraft(field, record[field.key], record.currency);
  const differs = (field: Field) => {
    const draft = drafts[field.key];
    return draft !== undefined && JSON.stringify(draft) !== JSON.stringify(shown(field));
  };
  return {
    fields: editable,
    draftOf: (field) => drafts[field.key] ?? shown(field),
    errorOf: (field) => errors[field.key],
    change: (field, draft) => {
      setDrafts((before) => ({ ...before, [field.key]: draft }));
      setErrors(({ [field.key]: _, ...rest }) => rest);
    },
    changes: () =>
      Object.fromEntries(
        editable.filter(differs).map((field) => [field.key, fromDraft(field, drafts[field.key] ?? '', currency)]),
      ),
    dirty: editable.some(differs),
    refuse: (error) =>
      setErrors(
        error instanceof Problem
          ? Object.fromEntries(
              error.issues.map((issue) => [issue.path.replace(/^\//, '').split(/[/.]/)[0] ?? '', words.issue(issue)]),
            )
          : {},
      ),
    reset: () => {
      setDrafts({});
      setErrors({});
    },
  };
}
