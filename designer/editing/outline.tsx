import { ActionIcon } from '@mantine/core';
import { IconArrowRight, IconBolt, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { stepTypeOf } from '../../domain/steps/registry.ts';
import { triggerId } from '../canvas/graph.ts';
import { stepIcon } from '../canvas/step-icons.ts';
import { outletName, stepName } from '../canvas/step-text.ts';
import { triggerText } from '../canvas/trigger-text.ts';
import { Square } from '../elements/square.tsx';
import { useWords } from '../i18n/words.ts';
import type { LineStart } from './edit-steps.ts';
import { type OutlineRow, outlineRows } from './outline-rows.ts';
import type { Editor } from './use-editor.ts';
import type { LineName } from './use-line-name.ts';

type RowProps = { readonly row: OutlineRow; readonly editor: Editor; readonly lineName: LineName };

type AddHereProps = { readonly by: LineStart | null; readonly addAt: Editor['addAt']; readonly lineName: LineName };

function AddHere({ by, addAt, lineName }: AddHereProps) {
  if (by === null) return null;
  const name = lineName(by, 'insert');
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={26}
      aria-label={name}
      title={name}
      onClick={() => addAt({ from: by, also: [] })}
    >
      <IconPlus size={15} stroke={1.8} aria-hidden />
    </ActionIcon>
  );
}

function Row({ row, editor, lineName }: RowProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { view, chosen, choose } = editor;
  const step = row.stepId === null ? undefined : view.steps[row.stepId];
  const from = row.by === null || row.by === 'triggers' ? undefined : view.steps[row.by.stepId];
  const outlet = row.outlet === null ? null : outletName(from, row.outlet, words);
  const name = stepName(step, row.stepId ?? '', words);
  const type = stepTypeOf(step?.type ?? '');
  // Where ways part, a step is added to one of them.
  const [onlyOutlet, ...others] = Object.keys(step?.next ?? {});
  const isChosen = row.kind === 'step' && row.stepId !== null && chosen.has(row.stepId);
  return (
    <li className={isChosen ? 'outline-row chosen' : 'outline-row'} style={{ paddingLeft: 4 + row.depth * 14 }}>
      {outlet === null ? null : (
        <>
          <span className="outline-outlet">{outlet}</span>
          <AddHere by={row.by} addAt={editor.addAt} lineName={lineName} />
        </>
      )}
      {row.stepId === null ? (
        <span className="soft grow">{t('settingsPanel.ends')}</span>
      ) : (
        <button
          type="button"
          className="outline-step"
          aria-current={isChosen}
          onClick={() => choose(new Set([row.stepId ?? '']))}
        >
          {row.kind === 'jump' ? (
            <IconArrowRight size={15} stroke={1.6} role="img" aria-label={t('editor.goesOnTo')} />
          ) : (
            <Square icon={stepIcon(type?.icon)} group={type?.group ?? 'flow'} small />
          )}
          <span>{name}</span>
        </button>
      )}
      {onlyOutlet === undefined || others.length > 0 || row.kind !== 'step' ? null : (
        <AddHere by={{ stepId: row.stepId ?? '', outlet: onlyOutlet }} addAt={editor.addAt} lineName={lineName} />
      )}
    </li>
  );
}

/** What starts a run, before the first step. */
function Beginning({ editor: { view, chosen, choose, addAt }, lineName }: Omit<RowProps, 'row'>) {
  const { t } = useTranslation();
  const words = useWords();
  const isChosen = chosen.has(triggerId);
  return (
    <li className={isChosen ? 'outline-row chosen' : 'outline-row'} style={{ paddingLeft: 4 }}>
      <button
        type="button"
        className="outline-step"
        aria-current={isChosen}
        onClick={() => choose(new Set([triggerId]))}
      >
        <Square icon={IconBolt} small />
        <span>{triggerText(view, words, t).title}</span>
      </button>
      <AddHere by="triggers" addAt={addAt} lineName={lineName} />
    </li>
  );
}

/** The draft as a list: the same steps, lines and edits as on the canvas, for those who read and type rather than see and point. */
export function Outline({ editor, lineName }: { readonly editor: Editor; readonly lineName: LineName }) {
  const { t } = useTranslation();
  return (
    <nav className="outline" aria-label={t('editor.outline')}>
      <ul>
        <Beginning editor={editor} lineName={lineName} />
        {outlineRows(editor.view).map((row) => (
          <Row key={row.id} row={row} editor={editor} lineName={lineName} />
        ))}
      </ul>
    </nav>
  );
}
