import type { KeyboardEvent } from 'react';

/** Arrow keys move between tasks; on one of them D does it and X chooses it. */
export function onTaskKey(event: KeyboardEvent<HTMLElement>): void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLAnchorElement) || !focused.classList.contains('row-link')) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a.row-link')];
  const at = links.indexOf(focused);
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: links.length - 1,
  };
  const target = targets[event.key];
  const row = focused.closest('.task-row');
  const control = { d: '[data-finish]', x: '.task-choose input' }[event.key.toLowerCase()];
  if (target === undefined && control === undefined) return;
  event.preventDefault();
  if (target !== undefined) links[target]?.focus();
  else if (control !== undefined) press(row, control, links[at + 1] ?? links[at - 1]);
}

/** What is done leaves the list: the focus goes on to the next. */
function press(row: Element | null, control: string, next: HTMLAnchorElement | undefined): void {
  row?.querySelector<HTMLElement>(control)?.click();
  if (control === '[data-finish]') next?.focus();
}
