import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { Problem } from '../api/problem.ts';
import { wordsIn } from '../i18n/words.ts';
import { problemText } from './problem-text.ts';

/** Says that something was done; with `undo`, offers to take it back. */
export function tellDone(message: string, undo?: () => void): void {
  const id = `done-${message}-${Math.round(performance.now())}`;
  const close = () => notifications.hide(id);
  notifications.show({
    id,
    color: 'accent',
    autoClose: undo ? 10_000 : 4_000,
    closeButtonProps: { 'aria-label': i18next.t('close') },
    message: undo ? (
      <Group justify="space-between" wrap="nowrap">
        <span>{message}</span>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            close();
            undo();
          }}
        >
          {i18next.t('undo')}
        </Button>
      </Group>
    ) : (
      message
    ),
  });
}

type Many = { readonly done: number; readonly refused: number; readonly reason: string | null };

/** Says what became of an action on many: how many are done, how many were refused and why the first one was. */
export function tellMany({ done, refused, reason }: Many, undo?: () => void): void {
  if (refused === 0) {
    tellDone(i18next.t('bulk.done', { count: done }), undo);
    return;
  }
  const counts = [
    ...(done > 0 ? [i18next.t('bulk.done', { count: done })] : []),
    i18next.t('bulk.refused', { count: refused }),
  ];
  notifications.show({
    color: 'orange',
    autoClose: 9_000,
    title: counts.join(', '),
    closeButtonProps: { 'aria-label': i18next.t('close') },
    message: reason,
  });
}

/** Says what went wrong with an action, in the API's words, with the id to quote. */
export function tellProblem(error: unknown): void {
  const problem = error instanceof Problem ? error : null;
  const words = wordsIn(i18next.t);
  const title =
    problem?.status === 0
      ? i18next.t('problem.offline')
      : problem
        ? words.say(problem.title)
        : i18next.t('problem.unknown');
  const said = problem?.issues[0] || problem?.detail ? problemText(problem, words) : null;
  const reference =
    problem?.reference && problem.status >= 500
      ? i18next.t('problem.reference', { reference: problem.reference })
      : null;
  notifications.show({
    color: 'red',
    autoClose: 9_000,
    title,
    closeButtonProps: { 'aria-label': i18next.t('close') },
    message: [said === title ? null : said, reference].filter(Boolean).join(' · '),
  });
}
