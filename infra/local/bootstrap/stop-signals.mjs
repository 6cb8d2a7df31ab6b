/** npm forwards the Ctrl-C that the terminal has already sent to us. A second signal this soon is the same press. */
const SAME_PRESS_MS = 1_000;
/** A stop takes at most 10 s. Processes that are still running then are killed. */
const STOP_WITHIN_MS = 9_000;
const PARENT_CHECK_MS = 250;

/**
 * Handles the stop signals of the whole program. The first one aborts `signal`. A second one, or the end of the time,
 * kills everything: code that starts a process registers how to kill it with `onForce`.
 * @param {(line: string) => void} say
 * @param {boolean} withParent whether to stop, too, when the process that started this one ends
 */
export function listenForStop(say, withParent = !!process.env.npm_lifecycle_event) {
  const stopping = new AbortController();
  const forces = new Set();
  let firstAt = 0;
  const force = (why) => {
    say(`${why} Killing all remaining processes`);
    for (const kill of forces) kill();
    process.exit(1);
  };
  const stop = (name) => {
    if (!stopping.signal.aborted) {
      firstAt = Date.now();
      say('Stopping (press Ctrl-C again to force)');
      setTimeout(force, STOP_WITHIN_MS, 'Stopping took too long.').unref();
      stopping.abort(new Error(`stopped by ${name}`));
    } else if (Date.now() - firstAt > SAME_PRESS_MS) {
      force('Forced.');
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop);
  // A closed terminal must not end the program before it has stopped its processes.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (withParent) stopWithParent(stop);
  return { signal: stopping.signal, onForce: (kill) => forces.add(kill) };
}

/** npm, or the shell that it starts us in, may be killed without forwarding the signal. */
function stopWithParent(stop) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop('the end of its parent process');
  }, PARENT_CHECK_MS);
  timer.unref();
}
