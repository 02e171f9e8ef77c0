import type { StepGroup } from '../../domain/steps/step-type.ts';

/** A step type as the palette offers it, in the language of the app. */
export type StepChoice = {
  readonly type: string;
  readonly title: string;
  readonly help: string;
  readonly icon: string;
  readonly group: StepGroup;
};

const groups: readonly StepGroup[] = ['messages', 'people', 'records', 'flow'];

/** How often a company's workflows use each type: what a draft has, and what was added before. */
export type StepUses = ReadonlyMap<string, number>;

const plain = (text: string) =>
  text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLocaleLowerCase();

/**
 * What a search offers: those whose title begins with it before those that have it at the beginning of a word, then
 * anywhere in title, key or help; the most used ones first among equals. Without a search by group, the most used first.
 */
export function foundSteps(
  choices: readonly StepChoice[],
  search: string,
  uses: StepUses,
): readonly (StepChoice & { readonly rank: number })[] {
  const wanted = plain(search.trim());
  const rank = ({ title, type, help }: StepChoice) => {
    const [name, text] = [plain(title), plain(`${type.replaceAll('-', ' ')} ${help}`)];
    if (name.startsWith(wanted)) return 0;
    if (name.includes(` ${wanted}`)) return 1;
    if (name.includes(wanted)) return 2;
    return text.includes(wanted) ? 3 : -1;
  };
  return choices
    .map((choice) => ({ ...choice, rank: wanted === '' ? groups.indexOf(choice.group) : rank(choice) }))
    .filter((choice) => choice.rank >= 0)
    .sort((a, b) => a.rank - b.rank || (uses.get(b.type) ?? 0) - (uses.get(a.type) ?? 0));
}
