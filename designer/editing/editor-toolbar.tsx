import { ActionIcon, Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCopyPlus,
  IconListTree,
  IconPlus,
  IconSitemap,
  IconTrash,
  type Icon as IconType,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { KeepingState } from './keeping-note.tsx';
import type { Draft } from './use-draft.ts';
import type { EditorActions } from './use-editor-keys.ts';

type Tool = { readonly action: keyof EditorActions; readonly icon: IconType; readonly enabled: boolean };

type EditorToolbarProps = {
  readonly draft: Draft;
  readonly actions: EditorActions;
  /** How many steps are chosen. */
  readonly chosen: number;
  /** Whether the draft stands as a list beside the canvas. */
  readonly asList: boolean;
  readonly onAsList: (asList: boolean) => void;
};

/** What can be done with the draft, over the canvas. */
export function EditorToolbar({ draft, actions, chosen, asList, onAsList }: EditorToolbarProps) {
  const { t } = useTranslation();
  const tools: readonly Tool[] = [
    { action: 'undo', icon: IconArrowBackUp, enabled: draft.canUndo },
    { action: 'redo', icon: IconArrowForwardUp, enabled: draft.canRedo },
    { action: 'tidy', icon: IconSitemap, enabled: true },
    { action: 'duplicate', icon: IconCopyPlus, enabled: chosen > 0 },
    { action: 'remove', icon: IconTrash, enabled: chosen > 0 },
  ];
  return (
    <div className="editor-tools" role="toolbar" aria-label={t('editor.tools')}>
      <Button size="compact-md" leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />} onClick={actions.add}>
        {t('editor.addStep')}
      </Button>
      {tools.map(({ action, icon: Picture, enabled }) => (
        <ActionIcon
          key={action}
          variant="subtle"
          color="gray"
          size={30}
          disabled={!enabled}
          aria-label={t(`editor.${action}`)}
          title={t(`editor.${action}`)}
          onClick={actions[action]}
        >
          <Picture size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      ))}
      <ActionIcon
        variant={asList ? 'light' : 'subtle'}
        color={asList ? 'accent' : 'gray'}
        size={30}
        aria-label={t('editor.outline')}
        aria-pressed={asList}
        title={t('editor.outline')}
        onClick={() => onAsList(!asList)}
      >
        <IconListTree size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
      <KeepingState keeping={draft.keeping} />
    </div>
  );
}
