/** The unit of a figure. `×` is a ratio of two figures of the same round. */
export type Unit = 'µs' | 'ms' | 'KB' | 'per s' | '×' | 'count';

/** One measured quantity, with one value for each round. */
export interface Figure {
  /** What was measured, such as `CPU per message, 64 in flight`. */
  readonly measure: string;
  /** The system that was measured, such as `ours`. */
  readonly subject: string;
  /** The process that the value belongs to. Undefined for the sum of all processes. */
  readonly part?: string;
  /** For a ratio, the subject whose value is the divisor. Undefined for all other figures. */
  readonly against?: string;
  readonly unit: Unit;
  readonly values: readonly number[];
}

export interface FigureSummary {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Returns the median and the spread of the rounds. The median of an even number of rounds is the mean of the middle two. */
export function summarizeRounds(values: readonly number[]): FigureSummary {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [lower = Number.NaN, upper = Number.NaN] = [
    sorted[Math.ceil(middle) - 1],
    sorted[Math.floor(middle)],
  ];
  return {
    median: (lower + upper) / 2,
    lowest: sorted[0] ?? Number.NaN,
    highest: sorted.at(-1) ?? Number.NaN,
  };
}

/** Collects one value per round for each figure. */
export class FigureCollection {
  readonly #figures = new Map<string, Figure & { values: number[] }>();

  add(figure: Omit<Figure, 'values'>, value: number): void {
    const key = [figure.measure, figure.subject, figure.part, figure.against].join('\n');
    const existing = this.#figures.get(key);
    if (existing) existing.values.push(value);
    else this.#figures.set(key, { ...figure, values: [value] });
  }

  /**
   * Adds the ratio of two subjects for each round, with the values for all processes together. Does nothing if one of
   * the subjects was not measured.
   */
  addRatio(measure: string, subject: string, against: string): void {
    const [numerator, denominator] = [subject, against].map((name) => this.#findTotal(measure, name));
    if (!numerator || !denominator) return;
    for (const [round, value] of numerator.values.entries())
      this.add({ measure, subject, against, unit: '×' }, value / (denominator.values[round] ?? Number.NaN));
  }

  get all(): readonly Figure[] {
    return [...this.#figures.values()];
  }

  #findTotal(measure: string, subject: string): Figure | undefined {
    return this.all.find(
      (figure) =>
        figure.measure === measure &&
        figure.subject === subject &&
        figure.part === undefined &&
        figure.against === undefined,
    );
  }
}
