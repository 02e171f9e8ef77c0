/** The rows of the tables in a page whose first cell is code, as the texts of their cells, however they are padded. */
export function tableRows(page: string): string[][] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .replace(/^\||\|\s*$/g, '')
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** The text of a cell that is code. */
export function codeIn(cell: string | undefined): string {
  return (cell ?? '').replaceAll('`', '');
}
