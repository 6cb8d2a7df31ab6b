/**
 * One Ctrl-C causes two signals: one from the terminal, and one that npm forwards. Signals within this time count as
 * one Ctrl-C.
 */
const SAME_KEY_PRESS_MS = 1_000;
/**
 * The time limit for a clean stop, after which the remaining processes are killed. It ensures that a stop takes less
 * than 10 s.
 */
const CLEAN_STOP_TIMEOUT_MS = 9_000;
const PARENT_CHECK_INTERVAL_MS = 250;

/**
 * Handles SIGINT, SIGTERM, and SIGHUP for the whole program. The first signal aborts `signal`. A second signal, or the
 * end of the time limit, runs every callback that was registered with `onForce` and then exits with code 1.
 * @param {(line: string) => void} say
 * @param {boolean} withParent whether the program also stops when its parent process ends
 */
export function handleStopSignals(say, withParent = !!process.env.npm_lifecycle_event) {
  const stopController = new AbortController();
  const forceCallbacks = new Set();
  let firstSignalAt = 0;
  const forceStop = (why) => {
    say(`${why} Killing all remaining processes`);
    for (const kill of forceCallbacks) kill();
    process.exit(1);
  };
  const requestStop = (name) => {
    if (!stopController.signal.aborted) {
      firstSignalAt = Date.now();
      say('Stopping (press Ctrl-C again to force)');
      setTimeout(forceStop, CLEAN_STOP_TIMEOUT_MS, 'Stopping took too long.').unref();
      stopController.abort(new Error(`stopped by ${name}`));
    } else if (Date.now() - firstSignalAt > SAME_KEY_PRESS_MS) {
      forceStop('Forced.');
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, requestStop);
  // Ignore write errors. Otherwise, closing the terminal would end the program before it has stopped its processes.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (withParent) stopWhenParentEnds(requestStop);
  return { signal: stopController.signal, onForce: (kill) => forceCallbacks.add(kill) };
}

/**
 * Stops the program when its parent process ends, because npm or its shell may be killed without forwarding the signal.
 */
function stopWhenParentEnds(stop) {
  const parentPid = process.ppid;
  const parentCheckTimer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(parentCheckTimer);
    stop('the end of its parent process');
  }, PARENT_CHECK_INTERVAL_MS);
  parentCheckTimer.unref();
}
