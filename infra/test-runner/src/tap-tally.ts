/** What came out of one test file. */
export interface FileResult {
  file: string;
  ok: boolean;
  passed: number;
  failed: number;
  skipped: number;
  ms: number;
  /** The raw TAP of what failed, with its diagnosis. */
  failures: string[];
}

const TEST_LINE = /^ {4}(not )?ok \d+(?: - (?:\\#|[^#])*)?(?:# (SKIP|TODO)\b)?/;
const FILE_LINE = /^(not )?ok \d+ - (.+?) # time=([\d.]+)ms/;

/**
 * Reads tap's output line by line and counts tests: what a file asserts at its top level, each titled behaviour once.
 * A file that fails without a failed test (a crash, no test at all) counts as one failure.
 */
export class TapTally {
  readonly files: FileResult[] = [];
  readonly #nameOf: (file: string) => string;
  #chunk: string[] = [];
  #current = emptyResult();
  /** Diagnosis lines follow the result that they belong to. */
  #lastFailed = false;
  /** Set while the diagnosis of a failed file is read. */
  #failedFile: FileResult | undefined;

  /** `nameOf` says what a file is called in the results. */
  constructor(nameOf = (file: string) => file) {
    this.#nameOf = nameOf;
  }

  /** Returns the file whose result this line completes. */
  take(line: string): FileResult | undefined {
    if (this.#failedFile) return this.#takeDiagnosis(this.#failedFile, line);
    const file = FILE_LINE.exec(line);
    if (file) return this.#closeFile(!file[1], file[2] ?? '', Number(file[3]));
    const test = TEST_LINE.exec(line);
    if (!test) {
      const belongsToFailure = this.#lastFailed && line.startsWith('      ');
      if (belongsToFailure) this.#current.failures.push(line);
      else this.#chunk.push(line);
      return undefined;
    }
    this.#lastFailed = false;
    if (test[2]) this.#current.skipped += 1;
    else if (!test[1]) this.#current.passed += 1;
    else {
      this.#current.failed += 1;
      this.#lastFailed = true;
      this.#current.failures.push(...this.#chunk, line);
    }
    this.#chunk = [];
    return undefined;
  }

  #closeFile(ok: boolean, file: string, ms: number): FileResult | undefined {
    const result = { ...this.#current, ok, file: this.#nameOf(file), ms };
    const unexplained = !ok && result.failed === 0;
    if (unexplained) {
      result.failed = 1;
      result.failures.push(...this.#chunk);
    }
    this.files.push(result);
    this.#chunk = [];
    this.#current = emptyResult();
    this.#lastFailed = false;
    if (!unexplained) return result;
    this.#failedFile = result;
    return undefined;
  }

  #takeDiagnosis(result: FileResult, line: string): FileResult | undefined {
    result.failures.push(line);
    if (line !== '  ...') return undefined;
    this.#failedFile = undefined;
    return result;
  }

  total(): Pick<FileResult, 'passed' | 'failed' | 'skipped'> {
    const sum = (key: 'passed' | 'failed' | 'skipped') =>
      this.files.reduce((all, file) => all + file[key], 0);
    return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  }
}

function emptyResult(): FileResult {
  return { file: '', ok: true, passed: 0, failed: 0, skipped: 0, ms: 0, failures: [] };
}
