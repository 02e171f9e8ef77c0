import { IconArrowDownLeft, IconArrowUpRight, IconMail, IconPaperclip, IconRobot } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { MessageState } from '../../domain/sending/message-state.ts';
import type { Page } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { Box, Fold } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { EndlessList, usePages } from '../elements/endless-list.tsx';
import { Notice } from '../elements/notice.tsx';
import { sizeText } from '../elements/size-text.ts';
import { Square } from '../elements/square.tsx';
import { MessageStateChip } from '../elements/state-chips.tsx';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';
import { UserName } from '../records/user-name.tsx';
import { CaseReply } from './case-reply.tsx';
import './case-thread.css';

type Attachment = { readonly n: number; readonly name: string; readonly size: number };

/** A mail of the thread, as the API tells it. */
type ThreadItem = {
  readonly direction: 'in' | 'out';
  readonly id: string;
  readonly at: string;
  readonly from: string | null;
  readonly fromName: string | null;
  readonly to: readonly string[];
  readonly subject: string | null;
  readonly text: string | null;
  readonly hasHtml: boolean;
  readonly automatic: boolean;
  readonly authorId: string | null;
  readonly state: MessageState | null;
  readonly attachments: readonly Attachment[];
};

function Writer({ item }: { item: ThreadItem }) {
  const { t } = useTranslation();
  if (item.direction === 'in') return <>{item.fromName ?? item.from ?? '–'}</>;
  return item.authorId ? <UserName id={item.authorId} /> : t('cases.byWorkflow');
}

function Attachments({ at, files }: { at: string; files: readonly Attachment[] }) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <ul className="thread-files" aria-label={t('cases.files')}>
      {files.map(({ n, name, size }) => (
        <li key={n}>
          <IconPaperclip size={14} stroke={1.5} aria-hidden />
          <a href={`${at}/attachments/${n}`} download={name}>
            {name}
          </a>
          <small>{sizeText(size)}</small>
        </li>
      ))}
    </ul>
  );
}

/** One mail; its own HTML is folded away, in a frame in which nothing can run and nothing is fetched. */
function Mail({ item, caseId }: { item: ThreadItem; caseId: string }) {
  const { t } = useTranslation();
  const incoming = item.direction === 'in';
  const at = `/api/cases/${caseId}/mails/${item.id}`;
  const page = incoming ? `${at}/preview` : `/api/messages/${item.id}/preview`;
  return (
    <li className="thread-mail">
      <Square icon={incoming ? IconArrowDownLeft : IconArrowUpRight} group={incoming ? 'people' : 'messages'} small />
      <article>
        <header>
          <b>
            <Writer item={item} />
          </b>
          <span className="thread-address">{incoming ? item.from : item.to.join(', ')}</span>
          {item.automatic && incoming ? <Chip icon={IconRobot}>{t('cases.automatic')}</Chip> : null}
          {item.state ? <MessageStateChip state={item.state} /> : null}
          <span className="thread-when">
            <When at={item.at} />
          </span>
        </header>
        {item.subject ? <h3>{item.subject}</h3> : null}
        {item.text ? <p className="thread-text">{item.text}</p> : null}
        {item.hasHtml ? (
          <Fold title={t('cases.asItCame')}>
            <iframe
              className="thread-frame"
              sandbox=""
              loading="lazy"
              title={t('cases.asItCameOf', { subject: item.subject ?? '' })}
              src={page}
            />
          </Fold>
        ) : null}
        <Attachments at={at} files={item.attachments} />
      </article>
    </li>
  );
}

/** The mails of a case, newest first, and where to answer. */
export function CaseThread({ id }: { id: string }) {
  const { t } = useTranslation();
  const mayReply = useMay('case:update');
  const pages = usePages<ThreadItem>(['case-thread', id], (cursor, signal) =>
    get<Page<ThreadItem>>(`/api/cases/${id}/thread${query({ limit: 20, cursor })}`, signal),
  );
  return (
    <Box title={t('cases.thread')}>
      {mayReply ? <CaseReply id={id} /> : null}
      <EndlessList
        counted={false}
        query={pages}
        empty={
          <Notice icon={IconMail} tone="grey" title={t('cases.empty')}>
            <p>{t('cases.emptyHelp')}</p>
          </Notice>
        }
      >
        {(items) => (
          <ol className="thread">
            {items.map((item) => (
              <Mail key={item.id} item={item} caseId={id} />
            ))}
          </ol>
        )}
      </EndlessList>
    </Box>
  );
}
