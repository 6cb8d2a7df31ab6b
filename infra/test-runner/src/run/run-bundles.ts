import { runCommand } from '@kcs/private-servers';
import { BundleOutput, type BundleResult } from './bundle-output.ts';

export interface BundleRunOptions {
  root: string;
  /** The name of each bundle for the report, keyed by the bundle's path relative to `root`. */
  bundles: ReadonlyMap<string, string>;
  env: Record<string, string>;
  signal: AbortSignal;
  /** Called with the result of each bundle as soon as the bundle has ended. */
  onResult: (result: BundleResult) => void;
}

/**
 * The default time limit of one bundle, in seconds. The longest bundles take 3 minutes, and twice as long on a busy
 * machine.
 */
const DEFAULT_BUNDLE_TIMEOUT_S = 600;
/**
 * The time after the limit in which a bundle can report what it was waiting for. After that, the bundle's process is
 * ended.
 */
const TIMEOUT_REPORT_MS = 15_000;
/**
 * The number of processes that run in parallel. There may be more processes than cores, because many tests spend their
 * time waiting for servers and timers. On two cores, a run with 6 processes takes as long as one with 4: it uses more CPU
 * time, and browsers and services wait longer for a core.
 */
const DEFAULT_JOB_COUNT = 4;
/** The number of ports from which the tests choose. Every job gets an equal part of them. */
const PORT_COUNT = 17_000;

/**
 * Runs each bundle in a process of its own, several at a time. Resolves with all results, even if tests fail. Throws only
 * if the signal is aborted.
 */
export async function runBundles(options: BundleRunOptions): Promise<BundleResult[]> {
  const { bundles, env, signal, onResult } = options;
  const results: BundleResult[] = [];
  const waitingBundles = [...bundles];
  const jobCount = Number(env.KCS_TEST_JOBS || DEFAULT_JOB_COUNT);
  // A random start, because another run may be in progress on this machine.
  const firstPortOfRun = 1 + Math.floor(Math.random() * PORT_COUNT);
  const runWaitingBundles = async (job: number) => {
    const firstPort = firstPortOfRun + Math.floor((job * PORT_COUNT) / jobCount);
    for (let bundle = waitingBundles.shift(); bundle; bundle = waitingBundles.shift()) {
      const result = await runBundle(bundle, firstPort, options);
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: jobCount }, (_, job) => runWaitingBundles(job)));
  signal.throwIfAborted();
  return results;
}

/**
 * Runs one bundle. The process is plain Node and not the `tap` command, whose loader for coverage takes half a second of
 * CPU time per process and would also be loaded by the programs that the tests start.
 */
async function runBundle(
  [path, name]: readonly [string, string],
  firstPort: number,
  { root, env, signal }: BundleRunOptions,
): Promise<BundleResult> {
  signal.throwIfAborted();
  const timeoutSeconds = Number(env.KCS_TEST_TIMEOUT_S || DEFAULT_BUNDLE_TIMEOUT_S);
  const bundleOutput = new BundleOutput(name);
  const startedAt = Date.now();
  const timeoutSignal = AbortSignal.timeout(timeoutSeconds * 1000 + TIMEOUT_REPORT_MS);
  const processFailure = await runCommand(process.execPath, ['--enable-source-maps', path], {
    env: { ...env, TAP_TIMEOUT: String(timeoutSeconds), KCS_TEST_FIRST_PORT: String(firstPort) },
    cwd: root,
    signal: AbortSignal.any([signal, timeoutSignal]),
    onLine: (line) => bundleOutput.write(line),
  }).then(
    () => undefined,
    (error: Error) =>
      timeoutSignal.aborted
        ? `the process did not end within ${timeoutSeconds} s`
        : (error.message.split(':\n')[0] ?? error.message),
  );
  signal.throwIfAborted();
  return bundleOutput.end({ ms: Date.now() - startedAt, processFailure });
}
