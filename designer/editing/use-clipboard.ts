import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { tellDone } from '../elements/tell.tsx';
import { copied, pasted } from './clipboard.ts';
import { stepsRemoved } from './edit-steps.ts';
import type { Draft } from './use-draft.ts';
import { isTypedInto } from './use-editor-keys.ts';

type Chosen = { readonly steps: readonly string[]; readonly choose: (ids: ReadonlySet<string>) => void };

/**
 * Steps go through the clipboard of the system as text, so that they come to another window, or to another company's
 * Cadenza. It is reached by the browser's own events, which need no leave and no encrypted connection.
 */
export function useClipboard({ draft, edit }: Draft, { steps, choose }: Chosen): void {
  const { t } = useTranslation();
  const take = (event: ClipboardEvent) => {
    if (isTypedInto(event.target) || String(document.getSelection()) !== '' || steps.length === 0) return;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', copied(draft, steps));
    tellDone(t('editor.copied', { count: steps.length }));
    if (event.type === 'cut') edit((before) => stepsRemoved(before, steps));
  };
  const put = (event: ClipboardEvent) => {
    if (isTypedInto(event.target)) return;
    event.preventDefault();
    const after = pasted(draft, event.clipboardData?.getData('text/plain') ?? '');
    if (!after) return tellDone(t('editor.nothingToPaste'));
    edit(() => after.draft);
    choose(new Set(after.stepIds));
  };
  const latest = useRef({ take, put });
  useEffect(() => {
    latest.current = { take, put };
  });
  useEffect(() => {
    const take = (event: ClipboardEvent) => latest.current.take(event);
    const put = (event: ClipboardEvent) => latest.current.put(event);
    document.addEventListener('copy', take);
    document.addEventListener('cut', take);
    document.addEventListener('paste', put);
    return () => {
      document.removeEventListener('copy', take);
      document.removeEventListener('cut', take);
      document.removeEventListener('paste', put);
    };
  }, []);
}
