import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SimulatedMessage, SimulatedStart, SimulatedWrite } from '../../domain/run/simulation/simulation.ts';
import { stepIcon } from '../canvas/step-icons.ts';
import { Square } from '../elements/square.tsx';
import { When } from '../elements/when.tsx';
import { useWords } from '../i18n/words.ts';
import { fieldOf, sayField } from '../records/say-value.ts';
import { useSaying } from '../records/use-saying.ts';
import type { StoryEntry } from '../runs/story.ts';
import { Why } from '../runs/story-list.tsx';

type SimulationStopProps = {
  readonly entry: StoryEntry;
  readonly messages: readonly SimulatedMessage[];
  readonly writes: readonly SimulatedWrite[];
  readonly starts: readonly SimulatedStart[];
  readonly onClose: () => void;
};

/** What happened at a stop: the reason of its turn, the values read, messages as they would arrive, what was written and started. */
export function SimulationStop({ entry, messages, writes, starts, onClose }: SimulationStopProps) {
  const { t } = useTranslation();
  return (
    <section className="settings-panel" aria-label={t('simulation.stop')}>
      <div className="settings-head">
        <Square icon={stepIcon(entry.icon)} group={entry.group} />
        <div className="grow">
          <h2>{entry.title}</h2>
          <p>{entry.at ? <When at={entry.at} clock /> : null}</p>
        </div>
        <CloseButton aria-label={t('close')} onClick={onClose} />
      </div>
      <Why entry={entry} test={false} />
      {messages.map((message) => (
        <Message key={`${message.at} ${message.to}`} message={message} />
      ))}
      {writes.map((write) => (
        <Write key={`${write.at} ${write.record.id}`} write={write} />
      ))}
      {starts.map((start) => (
        <Start key={`${start.at} ${start.record.id}`} start={start} />
      ))}
    </section>
  );
}

function Message({ message }: { message: SimulatedMessage }) {
  const { t } = useTranslation();
  return (
    <article className="simulated-message">
      <p className="soft">{t('simulation.to', { channel: t(`channel.${message.channel}`), to: message.to })}</p>
      {message.subject ? <h3>{message.subject}</h3> : null}
      <p className="message-words">{message.text ?? plainText(message.body ?? '')}</p>
    </article>
  );
}

function Write({ write }: { write: SimulatedWrite }) {
  const { t } = useTranslation();
  const saying = useSaying();
  const { type } = write.record;
  return (
    <article className="simulated-message">
      <p className="soft">{t(`simulation.${write.kind}`, { type: saying.words.recordType(type) })}</p>
      <dl className="facts">
        {Object.entries(write.changes).map(([key, value]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>{saying.words.fieldOf(type, key)}</dt>
            <dd>{sayField(fieldOf(type, key), value, saying, write.changes.currency)}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

function Start({ start: { workflow, record } }: { start: SimulatedStart }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <article className="simulated-message">
      <h3>{t('simulation.starts', { workflow, type: words.recordType(record.type) })}</h3>
      <p className="soft">{t('simulation.startsHelp')}</p>
    </article>
  );
}

/** The text of a body: HTML is parsed apart from the page, so nothing in it is loaded or run. */
function plainText(body: string): string {
  if (!/<[a-z!/]/i.test(body)) return body;
  const parsed = new DOMParser().parseFromString(body, 'text/html');
  for (const unwanted of parsed.querySelectorAll('style, script, title')) unwanted.remove();
  return (parsed.body.textContent ?? '').replaceAll(/\s*\n\s*/g, '\n').trim();
}
