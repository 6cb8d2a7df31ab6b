import { type FinalResults, Parser, type Result } from 'tap-parser';
import { formatFailure } from './format-failure.ts';

/** The result of a bundle of test files. */
export interface BundleResult {
  readonly name: string;
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
  /** The CPU time of the bundle's process and of the programs that it started. */
  readonly cpuSeconds: number;
  /** Each failed assertion with its diagnosis, followed by the output of the bundle. */
  readonly failures: readonly string[];
}

/** How the process of a bundle ended. */
interface BundleEnd {
  readonly ms: number;
  /** Why the process failed. Undefined if its exit code was 0. */
  readonly processFailure?: string | undefined;
}

const CPU_TIME_PATTERN = /^# CPU time: ([\d.]+) s$/;
const MAX_KEPT_PRINTED_LINES = 200;

/**
 * Parses the TAP output of one bundle and counts its tests. Each titled test at the top level of a file counts as one,
 * however many assertions it has. A bundle that fails although none of its tests failed, for example because it crashed
 * or has no test, counts as one failure.
 */
export class BundleOutput {
  readonly #name: string;
  readonly #parser: Parser;
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };
  readonly #failures: string[] = [];
  readonly #printed: string[] = [];
  #cpuSeconds = 0;
  #parserResults: FinalResults | undefined;

  constructor(name: string) {
    this.#name = name;
    this.#parser = new Parser({ name });
    this.#parser.on('complete', (results: FinalResults) => {
      this.#parserResults = results;
    });
    this.#readTests();
  }

  write(line: string): void {
    const cpuSeconds = CPU_TIME_PATTERN.exec(line)?.[1];
    if (cpuSeconds === undefined) this.#parser.write(`${line}\n`);
    else this.#cpuSeconds = Number(cpuSeconds);
  }

  /** Call this function after the last line. Returns the result of the bundle. */
  end({ ms, processFailure }: BundleEnd): BundleResult {
    this.#parser.end();
    const { passed, failed, skipped } = this.#counts;
    const hasTest = passed + failed + skipped > 0;
    const ok = processFailure === undefined && hasTest && this.#parserResults?.ok === true;
    if (!ok && failed === 0) {
      this.#counts.failed = 1;
      this.#failures.push(`not ok ${this.#name}: ${processFailure ?? this.#describeFailure(hasTest)}`);
    }
    const failures = ok ? [] : [...this.#failures, ...this.#printed];
    return { name: this.#name, ok, ...this.#counts, ms, cpuSeconds: this.#cpuSeconds, failures };
  }

  #describeFailure(hasTest: boolean): string {
    if (!hasTest) return 'no test ran';
    const results = this.#parserResults;
    const firstError = results?.failures.find((failure) => 'tapError' in failure)?.tapError;
    return results?.bailout
      ? `the tests were ended early: ${results.bailout}`
      : String(firstError ?? 'incomplete output');
  }

  #readTests(): void {
    // The assertions, at any depth, that have failed so far in the test whose output is being parsed.
    let failedAssertions: Result[] = [];
    const collectFailedAssertions = (test: Parser) => {
      test.on('child', collectFailedAssertions);
      test.on('extra', (text: string) => this.#keepPrinted(text));
      if (test === this.#parser) return;
      test.on('assert', (result: Result) => {
        if (!result.ok && !result.todo && !result.closingTestPoint) failedAssertions.push(result);
      });
    };
    collectFailedAssertions(this.#parser);
    this.#parser.on('assert', (result: Result) => {
      if (result.skip || result.todo) this.#counts.skipped += 1;
      else if (result.ok) this.#counts.passed += 1;
      else {
        this.#counts.failed += 1;
        this.#failures.push(
          ...(failedAssertions.length > 0 ? failedAssertions : [result]).flatMap(formatFailure),
        );
      }
      failedAssertions = [];
    });
  }

  #keepPrinted(text: string): void {
    this.#printed.push(...text.split('\n').filter((line) => line.trim()));
    this.#printed.splice(0, this.#printed.length - MAX_KEPT_PRINTED_LINES);
  }
}
