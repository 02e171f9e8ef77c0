import { FieldInput } from './field-input.tsx';
import type { RecordForm } from './use-record-form.ts';

const lastKeys: readonly string[] = ['ownerId', 'teamId', 'tags'];

/** Fields in the order people read them in: those that every record has stand behind those of its type. */
export function inOrder<F extends { readonly key: string }>(fields: readonly F[]): readonly F[] {
  return [
    ...fields.filter(({ key }) => !lastKeys.includes(key)),
    ...fields.filter(({ key }) => lastKeys.includes(key)),
  ];
}

const wideKinds: readonly string[] = ['longText', 'lines', 'json'];

/** Controls for the fields of a form, long ones over the whole width. */
export function RecordFields({ form, keys }: { form: RecordForm; keys?: readonly string[] }) {
  const wanted = keys ? form.fields.filter((field) => keys.includes(field.key)) : form.fields;
  const shown = inOrder(wanted);
  return (
    <div className="fields-grid">
      {shown.map((field) => (
        <div key={field.key} className={wideKinds.includes(field.kind) ? 'wide' : undefined}>
          <FieldInput
            field={field}
            draft={form.draftOf(field)}
            error={form.errorOf(field)}
            onChange={(draft) => form.change(field, draft)}
          />
        </div>
      ))}
    </div>
  );
}
