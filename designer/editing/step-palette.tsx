import { Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stepTypes } from '../../domain/steps/registry.ts';
import type { StepType } from '../../domain/steps/step-type.ts';
import { stepIcon } from '../canvas/step-icons.ts';
import { Square } from '../elements/square.tsx';
import { useWords } from '../i18n/words.ts';
import { foundSteps, type StepChoice, type StepUses } from './step-choice.ts';

type StepPaletteProps = {
  /** What the step will come behind, in words. */
  readonly place: string;
  readonly uses: StepUses;
  readonly onChoose: (type: string) => void;
  readonly onClose: () => void;
};

function useChoices(): readonly StepChoice[] {
  const words = useWords();
  return useMemo(
    () =>
      Object.values(stepTypes as Readonly<Record<string, StepType>>).map(({ type, title, help, icon, group }) => ({
        type,
        title: words.say(title),
        help: words.say(help),
        icon,
        group,
      })),
    [words],
  );
}

/** The row that keys stand on, and what they do with it. */
function useHighlight(count: number, onEnter: (index: number) => void) {
  const [index, setIndex] = useState(0);
  const at = Math.min(index, Math.max(0, count - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 };
    const to = moves[event.key];
    if (to !== undefined && count > 0) setIndex((to + count) % count);
    else if (event.key === 'Enter') onEnter(at);
    else return;
    event.preventDefault();
  };
  return { at, setIndex, onKeyDown };
}

type StepRowProps = {
  readonly choice: StepChoice;
  readonly id: string;
  readonly highlighted: boolean;
  readonly onChoose: () => void;
};

function StepRow({ choice: { title, help, icon, group }, id, highlighted, onChoose }: StepRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the search field's, which points here
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={highlighted}
      className="palette-step"
      ref={(row) => {
        if (row && highlighted) row.scrollIntoView({ block: 'nearest' });
      }}
      onClick={onChoose}
    >
      <Square icon={stepIcon(icon)} group={group} />
      <span>
        <b>{title}</b>
        <span>{help}</span>
      </span>
    </div>
  );
}

/** At once, not after the dialog has come: what is typed after the key that opened it belongs to the search. */
const takeFocus = (input: HTMLInputElement | null) => input?.focus();

/** The step types to choose one from: by search and Enter, or by a click. */
export function StepPalette({ place, uses, onChoose, onClose }: StepPaletteProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const found = foundSteps(useChoices(), search, uses);
  const { at, setIndex, onKeyDown } = useHighlight(found.length, (index) => {
    const choice = found[index];
    if (choice) onChoose(choice.type);
  });
  const listId = useId();
  return (
    <Modal
      opened
      onClose={onClose}
      title={place}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
      classNames={{ body: 'palette' }}
    >
      <TextInput
        data-autofocus
        ref={takeFocus}
        role="combobox"
        aria-label={t('editor.searchSteps')}
        placeholder={t('editor.searchSteps')}
        leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
        value={search}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${at}` : undefined}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setIndex(0);
        }}
      />
      <div role="listbox" id={listId} aria-label={t('editor.steps')} className="palette-list">
        {found.map((choice, index) => (
          <StepRow
            key={choice.type}
            choice={choice}
            id={`${listId}-${index}`}
            highlighted={index === at}
            onChoose={() => onChoose(choice.type)}
          />
        ))}
      </div>
      {found.length === 0 ? <p className="soft">{t('editor.noSteps', { search })}</p> : null}
    </Modal>
  );
}
