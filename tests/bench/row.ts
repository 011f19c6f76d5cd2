/** What a benchmark gives: rows of figures, each with its spread and, where there is one, the target it has to meet. */

/** One figure. */
export type Row = {
  name: string;
  unit: string;
  /** Median of the samples, unless the name says otherwise. */
  ours: number;
  /** The same of what it is compared with, in the same run. */
  baseline: number | null;
  /** `ours / baseline`. */
  ratio: number | null;
  /** In words: `≤ 150 ms` is about `ours`, `≤ 1.10 ×` about the ratio. */
  target: string | null;
  /** Whether the target is met; `null` where there is none. */
  ok: boolean | null;
  /** Samples of ours. */
  n: number;
  /** Smallest and largest sample of ours. */
  spread: [number, number];
};

/** What could not be measured, and why. */
export type Missing = { name: string; failure: string };

/** `bench-results.json` is an array of these. */
export type Result = Row | Missing;

export type Target = { ours: number } | { ratio: number };

export type BenchContext = {
  /** Few and short samples, to see that a row works: its figures say nothing. */
  quick: boolean;
  /** `full` of something, or few when quick. */
  samples(full: number, quick?: number): number;
  /** One line of progress. */
  note(text: string): void;
  /** Measures some of the rows. A failure is one of `name` alone: it does not reject, and the rest is measured all the same. */
  attempt(name: string, measure: () => Promise<Row | Row[]>): Promise<void>;
};

/** What a file in `rows/` exports as `measure`: gives its rows, or attempts them one by one. @throws when it can't be measured. */
export type Measure = (context: BenchContext) => Promise<Row[]>;

/** @throws without samples. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('There is no median of no samples');
  return (lower + upper) / 2;
}

/** A row of medians, or of another `summary` of the samples. */
export function rowOf(figure: {
  name: string;
  unit: string;
  ours: readonly number[];
  baseline?: readonly number[];
  target?: Target;
  summary?: (samples: readonly number[]) => number;
}): Row {
  const { name, unit, target, summary = median } = figure;
  const ours = summary(figure.ours);
  const baseline = figure.baseline === undefined ? null : summary(figure.baseline);
  const ratio = baseline === null || baseline === 0 ? null : ours / baseline;
  return {
    name,
    unit,
    ours: rounded(ours),
    baseline: baseline === null ? null : rounded(baseline),
    ratio: ratio === null ? null : rounded(ratio),
    target: target === undefined ? null : inWords(target, unit),
    ok: target === undefined ? null : isMet(target, ours, ratio),
    n: figure.ours.length,
    spread: [rounded(Math.min(...figure.ours)), rounded(Math.max(...figure.ours))],
  };
}

function isMet(target: Target, ours: number, ratio: number | null): boolean {
  return 'ours' in target ? ours <= target.ours : ratio !== null && ratio <= target.ratio;
}

function inWords(target: Target, unit: string): string {
  return 'ours' in target ? `≤ ${target.ours} ${unit}` : `≤ ${target.ratio.toFixed(2)} ×`;
}

/** Four digits: more would claim what no sample knows. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
