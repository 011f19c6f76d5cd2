import type { Result, Row } from './row.ts';

const columns: readonly { title: string; left?: boolean; text: (row: Row) => string }[] = [
  { title: 'figure', left: true, text: ({ name }) => name },
  { title: 'ours', text: ({ ours }) => String(ours) },
  { title: 'baseline', text: ({ baseline }) => String(baseline ?? '') },
  { title: 'unit', left: true, text: ({ unit }) => unit },
  { title: 'ratio', text: ({ ratio }) => ratio?.toFixed(2) ?? '' },
  { title: 'target', text: ({ target }) => target ?? '' },
  { title: '', left: true, text: ({ ok }) => (ok === null ? '' : ok ? 'met' : 'MISSED') },
  { title: 'n', text: ({ n }) => String(n) },
  { title: 'from – to', text: ({ spread: [from, to] }) => `${from} – ${to}` },
];

const verdict = columns.findIndex(({ title }) => title === '');

const cellsOf = (result: Result): string[] =>
  'failure' in result
    ? columns.map((_, at) => (at === 0 ? result.name : at === verdict ? 'NOT MEASURED' : ''))
    : columns.map(({ text }) => text(result));

/** The results as a person reads them. */
export function table(results: readonly Result[]): string {
  const cells = [columns.map(({ title }) => title), ...results.map(cellsOf)];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, at) => (columns[at]?.left ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
