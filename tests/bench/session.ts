import type { BenchContext, Measure, Missing, Result, Row } from './row.ts';

/** One run of benchmarks: what it has found, and what it could not. */
export class Session {
  readonly say: (line: string) => void;
  readonly results: Result[] = [];
  /** What could not be measured, in full. */
  readonly failures: { name: string; stack: string }[] = [];
  readonly #quick: boolean;

  constructor(options: { quick: boolean; say: (line: string) => void }) {
    this.#quick = options.quick;
    this.say = options.say;
  }

  /** Measures one benchmark. Never rejects: a failure costs what was not measured yet. */
  async run(name: string, measure: Measure): Promise<void> {
    const attempt: BenchContext['attempt'] = async (what, measureRows) => {
      try {
        for (const row of [await measureRows()].flat()) this.#add(name, row);
      } catch (error) {
        this.#miss(name, what, error);
      }
    };
    const context: BenchContext = {
      quick: this.#quick,
      samples: (full, few = Math.min(full, 3)) => (this.#quick ? few : full),
      note: (text) => this.say(`  ${name}: ${text}`),
      attempt,
    };
    await attempt(name, () => measure(context));
  }

  #add(benchmark: string, row: Row): void {
    this.results.push(row);
    this.say(`  ${benchmark}: ${row.name} ${row.ours} ${row.unit}`);
  }

  #miss(benchmark: string, name: string, error: unknown): void {
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    const missing: Missing = { name, failure: message };
    this.results.push(missing);
    this.failures.push({ name, stack });
    this.say(`  ${benchmark}: ${name}: not measured: ${message}`);
  }
}
