import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import type { Incident } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { tellProblem } from '../elements/tell.tsx';
import { When } from '../elements/when.tsx';
import { useWords } from '../i18n/words.ts';
import { useWorkflowName } from '../workflows/use-workflows.ts';
import { useMay } from './use-may.ts';

const aboutApproval = z.object({ approvalId: z.string() });

/** It goes when what it tells is over, and would come again before. */
const lasting = z.object({ about: z.string() });

/** Where a problem is mended. */
function placeOf({ kind, runId, workflow, details }: Incident): string {
  const approval = aboutApproval.safeParse(details);
  if (approval.success) return `/approvals/${approval.data.approvalId}`;
  if (kind === 'task') return '/tasks?who=all';
  if (runId !== null) return `/runs/${runId}`;
  return workflow === null ? '/runs' : `/workflows/${workflow}`;
}

/** One incident that stops no run: what is wrong, the way to where it is mended, and that it was seen to. */
export function ProblemItem({ incident, onLeave }: { readonly incident: Incident; readonly onLeave: () => void }) {
  const { t } = useTranslation();
  const nameOf = useWorkflowName();
  const client = useQueryClient();
  const may = useMay('incident:resolve');
  const words = useWords();
  const { id, workflow, createdAt, details } = incident;
  const seenTo = useMutation({
    mutationFn: () => post(`/api/incidents/${id}/resolve`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['incidents'] }),
    onError: tellProblem,
  });
  return (
    <li className="bell-problem">
      <Link to={placeOf(incident)} onClick={onLeave}>
        <b>{words.incident(incident)}</b>
        <span>
          {workflow === null ? null : `${nameOf(workflow)} · `}
          <When at={createdAt} />
        </span>
      </Link>
      {may && !lasting.safeParse(details).success ? (
        <Button variant="subtle" size="compact-sm" loading={seenTo.isPending} onClick={() => seenTo.mutate()}>
          {t('attention.seenTo')}
        </Button>
      ) : null}
    </li>
  );
}
