import { FieldInput } from './field-input.tsx';
import type { RecordForm } from './use-record-form.ts';

/** Fields that every record has stand behind those of its type. */
const lastKeys: readonly string[] = ['ownerId', 'teamId', 'tags'];
const wideKinds: readonly string[] = ['longText', 'lines', 'json'];

/** Controls for the fields of a form, long ones over the whole width. */
export function RecordFields({ form, keys }: { form: RecordForm; keys?: readonly string[] }) {
  const wanted = keys ? form.fields.filter((field) => keys.includes(field.key)) : form.fields;
  const shown = [
    ...wanted.filter(({ key }) => !lastKeys.includes(key)),
    ...wanted.filter(({ key }) => lastKeys.includes(key)),
  ];
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
