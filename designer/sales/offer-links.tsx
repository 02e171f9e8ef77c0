import { IconCircleCheck, IconCircleX, IconEye, IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Box } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { MessageStateChip } from '../elements/state-chips.tsx';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import type { OfferLink } from './offer-answers.ts';
import './sales.css';

function LinkChip({ link: { decision, viewedAt } }: { link: OfferLink }) {
  const { t } = useTranslation();
  if (decision === 'accepted')
    return (
      <Chip tone="green" icon={IconCircleCheck}>
        {t('sales.linkAccepted')}
      </Chip>
    );
  if (decision === 'declined')
    return (
      <Chip tone="red" icon={IconCircleX}>
        {t('sales.linkDeclined')}
      </Chip>
    );
  if (viewedAt !== null)
    return (
      <Chip tone="blue" icon={IconEye}>
        {t('sales.linkViewed')}
      </Chip>
    );
  return (
    <Chip tone="grey" icon={IconSend}>
      {t('sales.linkSent')}
    </Chip>
  );
}

/** What became of the mail that brought a link; who may read messages goes on to it. */
function Mail({ mail: { id, state, reason } }: { mail: NonNullable<OfferLink['mail']> }) {
  const { t } = useTranslation();
  const words = useWords();
  const mayRead = useMay('message:read');
  return (
    <span className="paper-facts">
      {mayRead ? <Link to={`/messages/${id}`}>{t('channel.email')}</Link> : t('channel.email')}
      {state === 'accepted' ? (
        // Beside what the customer said, the state's own word would tell that they have accepted.
        <Chip tone="grey" icon={IconSend}>
          {t('sales.mailAccepted')}
        </Chip>
      ) : (
        <MessageStateChip state={state} />
      )}
      {reason === null ? null : <span>{words.reason(reason)}</span>}
    </span>
  );
}

/** What became of the links that the customer got, newest first. */
export function OfferLinks({ links }: { links: readonly OfferLink[] }) {
  const { t } = useTranslation();
  const times = (link: OfferLink) => [
    { word: t('sales.linkSent'), at: link.sentAt },
    { word: t('sales.linkViewed'), at: link.viewedAt },
    { word: link.decision === 'declined' ? t('sales.linkDeclined') : t('sales.linkAccepted'), at: link.decidedAt },
  ];
  return (
    <Box title={t('sales.links')}>
      {links.length === 0 ? <p className="soft lines-none">{t('sales.noLinks')}</p> : null}
      <ul className="papers">
        {links.map((link) => (
          <li key={link.id} className="paper">
            <span>
              <LinkChip link={link} />
            </span>
            {times(link).map(({ word, at }) =>
              at === null ? null : (
                <span key={word} className="paper-facts">
                  {word} <When at={at} />
                </span>
              ),
            )}
            {link.mail === null ? null : <Mail mail={link.mail} />}
            {link.name ? <span>{t('sales.byName', { name: link.name })}</span> : null}
            {link.reason ? <q>{link.reason}</q> : null}
          </li>
        ))}
      </ul>
    </Box>
  );
}
