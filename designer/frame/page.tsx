import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AttentionBell } from './attention-bell.tsx';
import { CapturedMark } from './captured-mark.tsx';
import { UserMenu } from './user-menu.tsx';

type PageProps = {
  readonly title: string;
  /** The list this page belongs to. */
  readonly parent?: { readonly title: string; readonly to: string };
  readonly chips?: ReactNode;
  readonly actions?: ReactNode;
  /** The content takes the whole height and scrolls by itself. */
  readonly fill?: boolean;
  readonly children: ReactNode;
};

const isMac = window.navigator.userAgent.includes('Mac');

function SearchButton() {
  const { t } = useTranslation();
  return (
    <button type="button" className="top-search" aria-label={t('search.open')} onClick={() => spotlight.open()}>
      <IconSearch size={16} stroke={1.5} aria-hidden />
      <span>{t('search.short')}</span>
      <kbd>{isMac ? '⌘ K' : 'Ctrl K'}</kbd>
    </button>
  );
}

/** A page of the frame: top bar with title, state and actions, then the content. */
export function Page({ title, parent, chips, actions, fill = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Cadenza`;
  }, [title]);
  return (
    <div className="page">
      <header className="top">
        <div className="top-title">
          {parent ? (
            <>
              <Link className="top-crumb" to={parent.to}>
                {parent.title}
              </Link>
              <span className="soft" aria-hidden>
                /
              </span>
            </>
          ) : null}
          <h1>{title}</h1>
          {chips}
        </div>
        {actions ? <div className="top-actions">{actions}</div> : null}
        <div className="top-tools">
          <CapturedMark />
          <SearchButton />
          <AttentionBell />
          <UserMenu />
        </div>
      </header>
      <main className={fill ? 'page-body fill' : 'page-body'} id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
