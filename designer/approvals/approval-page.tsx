import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { ApprovalPageAnswer } from '../api/approval-answers.ts';
import { Box, type Fact, Facts, Fold } from '../elements/box.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { When } from '../elements/when.tsx';
import { Page } from '../frame/page.tsx';
import { useWords } from '../i18n/words.ts';
import { RecordLink } from '../records/record-link.tsx';
import { useWorkflowName } from '../workflows/use-workflows.ts';
import { ApprovalAmounts } from './approval-amounts.tsx';
import { ApprovalHistory } from './approval-history.tsx';
import { ApprovalMore } from './approval-more.tsx';
import { ApprovalStateChip, Deadline } from './approval-state.tsx';
import { ApprovalUnusual } from './approval-unusual.tsx';
import { Decide } from './decide.tsx';
import { useApproval } from './use-approvals.ts';
import './approvals.css';

/** What is asked, by whom and until when; what became of it once it is over. */
function Asked({ approval }: { approval: ApprovalPageAnswer }) {
  const { t } = useTranslation();
  const { kind, submitter, recordType, recordId, recordTitle, deadline, state, description } = approval;
  const words = useWords();
  const name = submitter?.name;
  const asked = name ? t(`approvals.askedBy.${kind}`, { name }) : t(`approvals.askedByNobody.${kind}`);
  const became = kind === 'ask' && state === 'approved' ? 'answered' : state;
  return (
    <Box>
      <p className="lead-sentence">{became === 'open' ? asked : t(`approvals.became.${became}`)}</p>
      <p className="approval-about">
        {words.recordType(recordType)} <RecordLink type={recordType} id={recordId} title={recordTitle} />
      </p>
      {description ? <p className="approval-description">{description}</p> : null}
      {state === 'open' ? (
        <p className="approval-until">
          {t('approvals.deadline')}: <Deadline at={deadline} />
        </p>
      ) : null}
    </Box>
  );
}

function ApprovalFacts({ approval }: { approval: ApprovalPageAnswer }) {
  const { t } = useTranslation();
  const nameOf = useWorkflowName();
  const { mode, lock, bound, runId, workflow, createdAt, endedAt, id, stepId, submitter } = approval;
  const rule =
    typeof mode === 'object' ? t('approvals.mode.quorum', { count: mode.quorum }) : t(`approvals.mode.${mode}`);
  const facts: Fact[] = [
    { label: t('approvals.mode'), value: rule },
    ...(submitter?.name ? [{ label: t('approvals.submitter'), value: submitter.name }] : []),
    { label: t('approvals.since'), value: <When at={createdAt} /> },
    ...(endedAt ? [{ label: t('approvals.ended'), value: <When at={endedAt} /> }] : []),
    ...(Object.keys(bound).length === 0 ? [] : [{ label: t('approvals.binding'), value: t('approvals.bindingHelp') }]),
    ...(lock === 'none' ? [] : [{ label: t('approvals.lock'), value: t(`approvals.lock.${lock}`) }]),
    { label: t('messages.run'), value: <Link to={`/runs/${runId}`}>{t('messages.openRun')}</Link> },
    { label: t('run.workflow'), value: <Link to={`/workflows/${workflow}`}>{nameOf(workflow)}</Link> },
  ];
  return (
    <>
      <Box title={t('messages.facts')}>
        <Facts facts={facts} />
      </Box>
      <Box>
        <Fold title={t('facts.engineers')}>
          <Facts
            facts={[
              { label: t('facts.id'), value: <code>{id}</code> },
              { label: t('facts.step'), value: <code>{stepId}</code> },
            ]}
          />
        </Fold>
      </Box>
    </>
  );
}

/** `/approvals/:id`: in the order in which somebody decides on a phone. */
export function ApprovalPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const approval = useApproval(id);
  const { data } = approval;
  return (
    <Page
      title={data?.title ?? t('approvals.title')}
      parent={{ title: t('area.approvals.name'), to: '/approvals' }}
      chips={data ? <ApprovalStateChip {...data} /> : null}
      actions={data ? <ApprovalMore approval={data} /> : null}
    >
      <Loaded query={approval}>
        {(loaded) => (
          <div className="with-side">
            <div className="main-column">
              <Asked approval={loaded} />
              <ApprovalUnusual approval={loaded} />
              <ApprovalAmounts approval={loaded} />
              <ApprovalHistory approval={loaded} />
              <Decide key={loaded.id} approval={loaded} />
            </div>
            <div className="side-column">
              <ApprovalFacts approval={loaded} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
