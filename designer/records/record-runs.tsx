import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import type { Page, Run } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { Box } from '../elements/box.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { RunStateChip } from '../elements/state-chips.tsx';
import { When } from '../elements/when.tsx';
import { WhyButton } from '../runs/why-dialog.tsx';
import { useWorkflowName } from '../workflows/use-workflows.ts';

/** Runs that are or were about a record. */
export function RecordRuns({ record }: { readonly record: RecordJson }) {
  const { t } = useTranslation();
  const { id } = record;
  const nameOf = useWorkflowName();
  const runs = useQuery({
    queryKey: ['runs', 'of', id],
    queryFn: ({ signal }) => get<Page<Run>>(`/api/runs${query({ recordId: id, limit: 10 })}`, signal),
  });
  return (
    <Box title={t('records.runs')}>
      <Loaded query={runs} skeleton={<span />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft" style={{ margin: 0, fontSize: 13 }}>
              {t('records.noRuns')}
            </p>
          ) : (
            <ul className="short-list">
              {items.map((run) => (
                <li key={run.id}>
                  <RunStateChip state={run.state} />
                  <Link className="truncate" to={`/runs/${run.id}`}>
                    {nameOf(run.workflow)}
                  </Link>
                  <span className="short-when">
                    <When at={run.startedAt} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <div className="box-foot">
        <WhyButton record={record} />
      </div>
    </Box>
  );
}
