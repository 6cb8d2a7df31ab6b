import { Parser, type Result } from 'tap-parser';
import { formatFailure } from './format-failure.ts';

/** The result of one test file, or of a bundle of test files. */
export interface TestFileResult {
  readonly file: string;
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
  /** Each failed assertion with its diagnosis, followed by the output of the file. */
  readonly failures: readonly string[];
}

interface UnfinishedFileResult {
  passed: number;
  failed: number;
  skipped: number;
  readonly failures: string[];
  readonly printed: string[];
}

const MAX_KEPT_PRINTED_LINES = 200;

/**
 * Parses tap's output and counts the tests. Each titled test at the top level of a file counts as one, however many
 * assertions it has. A file that fails although none of its tests failed, for example because it crashed, counts as one
 * failure.
 */
export class TapResults {
  readonly files: TestFileResult[] = [];
  readonly #parser = new Parser();
  readonly #onFile: (result: TestFileResult) => void;
  #open = createUnfinishedFileResult();

  constructor(onFile: (result: TestFileResult) => void = () => {}) {
    this.#onFile = onFile;
    this.#parser.on('child', (file: Parser) => this.#readFile(file));
    this.#parser.on('assert', (result: Result) => this.#closeFile(result));
    this.#parser.on('extra', (text: string) => this.#keepPrinted(text));
  }

  write(line: string): void {
    this.#parser.write(`${line}\n`);
  }

  end(): void {
    this.#parser.end();
  }

  total(): Pick<TestFileResult, 'passed' | 'failed' | 'skipped'> {
    const sumCounts = (key: 'passed' | 'failed' | 'skipped') =>
      this.files.reduce((all, file) => all + file[key], 0);
    return { passed: sumCounts('passed'), failed: sumCounts('failed'), skipped: sumCounts('skipped') };
  }

  #readFile(file: Parser): void {
    // The assertions, at any depth, that have failed so far in the test whose output is being parsed.
    let failedAssertions: Result[] = [];
    const collectFailedAssertions = (test: Parser) => {
      test.on('child', collectFailedAssertions);
      test.on('extra', (text: string) => this.#keepPrinted(text));
      if (test === file) return;
      test.on('assert', (result: Result) => {
        if (!result.ok && !result.todo && !result.closingTestPoint) failedAssertions.push(result);
      });
    };
    collectFailedAssertions(file);
    file.on('assert', (result: Result) => {
      if (result.skip || result.todo) this.#open.skipped += 1;
      else if (result.ok) this.#open.passed += 1;
      else {
        this.#open.failed += 1;
        this.#open.failures.push(
          ...(failedAssertions.length > 0 ? failedAssertions : [result]).flatMap(formatFailure),
        );
      }
      failedAssertions = [];
    });
  }

  #closeFile(result: Result): void {
    const { printed, ...open } = this.#open;
    this.#open = createUnfinishedFileResult();
    if (!result.ok && open.failed === 0) {
      open.failed = 1;
      open.failures.push(...formatFailure(result));
    }
    const failureLines = result.ok ? [] : [...open.failures, ...printed];
    const fileResult = {
      ...open,
      file: result.name,
      ok: result.ok,
      ms: result.time ?? 0,
      failures: failureLines,
    };
    this.files.push(fileResult);
    this.#onFile(fileResult);
  }

  #keepPrinted(text: string): void {
    this.#open.printed.push(...text.split('\n').filter((line) => line.trim()));
    this.#open.printed.splice(0, this.#open.printed.length - MAX_KEPT_PRINTED_LINES);
  }
}

function createUnfinishedFileResult(): UnfinishedFileResult {
  return { passed: 0, failed: 0, skipped: 0, failures: [], printed: [] };
}
