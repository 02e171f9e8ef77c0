import { Button } from '@mantine/core';
import { IconFileTypePdf } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import { post } from '../api/client.ts';
import { Box, Fold } from '../elements/box.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { sizeText } from '../elements/size-text.ts';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';
import { type DocumentInfo, useDocuments } from './offer-answers.ts';
import './sales.css';

function useMaking({ type, id }: RecordJson) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<DocumentInfo>(`/api/records/${type}/${id}/documents`),
    onSuccess: async ({ fileName, version }) => {
      await client.invalidateQueries({ queryKey: ['record', type, id, 'documents'] });
      tellDone(t('sales.pdfMade', { name: fileName, version }));
    },
    onError: tellProblem,
  });
}

function Paper({ document: { id, fileName, size, sha256, version, createdAt } }: { document: DocumentInfo }) {
  const { t } = useTranslation();
  return (
    <li className="paper">
      <a href={`/api/documents/${id}?show=inline`} target="_blank" rel="noreferrer">
        {fileName}
      </a>
      <span className="paper-facts">
        <span>{t('sales.pdfVersion', { version })}</span>
        <span>{sizeText(size)}</span>
        <When at={createdAt} />
        <a href={`/api/documents/${id}`} download={fileName} aria-label={t('sales.downloadOf', { name: fileName })}>
          {t('sales.download')}
        </a>
      </span>
      <Fold title={t('sales.hash')}>
        <code className="paper-hash">{sha256}</code>
      </Fold>
    </li>
  );
}

/** PDFs of a record: made again, opened, downloaded. */
export function SalesDocuments({ record }: { record: RecordJson }) {
  const { t } = useTranslation();
  const mayMake = useMay(`${record.type}:update`);
  const documents = useDocuments(record.type, record.id);
  const making = useMaking(record);
  return (
    <Box title={t('sales.documents')}>
      <Loaded query={documents} skeleton={<span />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft lines-none">{t('sales.noDocuments')}</p>
          ) : (
            <ul className="papers">
              {items.map((document) => (
                <Paper key={document.id} document={document} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {mayMake ? (
        <div className="box-foot">
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconFileTypePdf size={16} stroke={1.5} aria-hidden />}
            loading={making.isPending}
            onClick={() => making.mutate()}
          >
            {t('sales.makePdf')}
          </Button>
        </div>
      ) : null}
    </Box>
  );
}
