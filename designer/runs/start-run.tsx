import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Workflow } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { RecordSelect } from '../records/record-select.tsx';
import { workflowPath } from '../workflows/use-workflow.ts';

type StartRunProps = { readonly workflow: Workflow; readonly onClose: () => void };

/** Starts a run of the live version by hand, for a record that is chosen; its page opens. */
export function StartRun({ workflow, onClose }: StartRunProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [recordId, setRecordId] = useState('');
  const starting = useMutation({
    mutationFn: () => post<{ id: string }>(`${workflowPath(workflow.key)}/runs`, { recordId }),
    onSuccess: ({ id }) => {
      for (const key of ['runs', 'timeline', 'workflows']) void client.invalidateQueries({ queryKey: [key] });
      onClose();
      void navigate(`/runs/${id}`);
    },
  });
  return (
    <FormDialog
      title={t('startRun.title', { name: workflow.name })}
      action={t('startRun.action')}
      fields={[]}
      saving={starting}
      complete={recordId !== ''}
      onSave={() => starting.mutate()}
      onClose={onClose}
    >
      <RecordSelect
        type={workflow.subject ?? 'lead'}
        label={t('why.record')}
        description={t('startRun.help')}
        value={recordId}
        onChange={setRecordId}
      />
    </FormDialog>
  );
}
