import type { Row } from './row.ts';

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

/** The rows as a person reads them. */
export function table(rows: readonly Row[]): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ text }) => text(row)))];
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
