import { useTranslation } from 'react-i18next';
import type { SimulationResult as Simulation } from '../../domain/run/simulation/simulation.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { stepName } from '../canvas/step-text.ts';
import { triggerText } from '../canvas/trigger-text.ts';
import { shortTime } from '../elements/format-time.ts';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { When } from '../elements/when.tsx';
import { useWords } from '../i18n/words.ts';
import { storyOf } from '../runs/story.ts';
import { StoryList } from '../runs/story-list.tsx';
import { useStoryContext } from '../runs/use-story-context.ts';
import '../runs/runs.css';

/** Stops on a line of time, at most as many as can be told apart. */
function Ruler({ simulation, definition }: { simulation: Simulation; definition: DefinitionView }) {
  const words = useWords();
  const format = useTimeFormat();
  const times = simulation.path.map((visit) => Date.parse(visit.endedAt ?? visit.startedAt));
  const [start, end] = [Math.min(...times), Math.max(...times)];
  if (times.length === 0 || end <= start) return null;
  const stops = simulation.path.map((visit, index) => ({
    at: times[index] ?? start,
    name: stepName(definition.steps[visit.stepId], visit.stepId, words),
  }));
  const shown = stops.filter(
    (stop, index) => index === 0 || stop.at - (stops[index - 1]?.at ?? 0) > (end - start) / 60,
  );
  const place = (at: number) => ((at - start) / (end - start)) * 100;
  return (
    <div className="ruler" aria-hidden>
      {shown.map((stop) => (
        <i key={`${stop.at} ${stop.name}`} style={{ left: `${place(stop.at)}%` }} title={stop.name} />
      ))}
      {shown
        .filter((stop, index) => index === 0 || place(stop.at) - place(shown[index - 1]?.at ?? 0) > 14)
        .map((stop, index, labelled) => (
          <span
            key={stop.at}
            className={index === 0 ? 'first' : index === labelled.length - 1 && place(stop.at) > 90 ? 'last' : ''}
            style={{ left: `${place(stop.at)}%` }}
          >
            {shortTime(stop.at, start, format)}
          </span>
        ))}
    </div>
  );
}

/** What a simulation did: when, why, and the messages as they would arrive. */
export function SimulationResult({ simulation, definition }: { simulation: Simulation; definition: DefinitionView }) {
  const { t } = useTranslation();
  const words = useWords();
  const context = useStoryContext(definition);
  const first = simulation.path[0]?.startedAt ?? simulation.end.at;
  return (
    <>
      <p>
        {t(`simulation.end.${simulation.end.state}`, {
          defaultValue: t('simulation.ended', { state: t(`runState.${simulation.end.state}`) }),
        })}{' '}
        {t('simulation.summary', {
          steps: t('library.steps', { count: simulation.path.length }),
          messages: t('simulation.messages', { count: simulation.messages.length }),
        })}
      </p>
      <Ruler simulation={simulation} definition={definition} />
      <StoryList
        started={{ title: t('story.started', { trigger: triggerText(definition, words, t).title }), at: first }}
        entries={storyOf(simulation.path, context).map((entry) => ({ ...entry, messageIds: [] }))}
        planned={[]}
      />
      {simulation.messages.length > 0 ? (
        <div className="simulated-messages">
          {simulation.messages.map((message, index) => (
            <article className="simulated-message" key={`${message.at} ${message.stepId ?? index}`}>
              <header>
                <b>{message.subject || t(`channel.${message.channel}`)}</b>
                <span className="soft">{message.to}</span>
                <span className="short-when">
                  <When at={message.at} clock />
                </span>
              </header>
              <p>{message.text ?? plainText(message.body ?? '')}</p>
            </article>
          ))}
        </div>
      ) : null}
    </>
  );
}

/** The text of a body: HTML is parsed apart from the page, so nothing in it is loaded or run. */
function plainText(body: string): string {
  if (!/<[a-z!/]/i.test(body)) return body;
  const parsed = new DOMParser().parseFromString(body, 'text/html');
  for (const unwanted of parsed.querySelectorAll('style, script, title')) unwanted.remove();
  return (parsed.body.textContent ?? '').replaceAll(/\s*\n\s*/g, '\n').trim();
}
