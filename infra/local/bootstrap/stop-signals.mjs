/** npm passes on the Ctrl-C that we got from the terminal too: what comes so soon is the same one. */
const SAME_PRESS_MS = 1_000;
/** A stop takes at most 10 s; what then still runs is killed. */
const STOP_WITHIN_MS = 9_000;

/**
 * One place that hears the signals, from the first line to the last: the first aborts `signal`, a second one or the
 * end of the time forces. Whatever began a process registers how to kill it with `onForce`.
 * @param {(line: string) => void} say
 * @param {boolean} withParent whether the end of what started us is a stop too
 */
export function listenForStop(say, withParent = !!process.env.npm_lifecycle_event) {
  const stopping = new AbortController();
  const forces = new Set();
  let firstAt = 0;
  const force = (why) => {
    say(`${why}: killing what is left`);
    for (const kill of forces) kill();
    process.exit(1);
  };
  const stop = (name) => {
    if (!stopping.signal.aborted) {
      firstAt = Date.now();
      say('stopping (once more to force)');
      setTimeout(force, STOP_WITHIN_MS, 'stopping took too long').unref();
      stopping.abort(new Error(`stopped by ${name}`));
    } else if (Date.now() - firstAt > SAME_PRESS_MS) {
      force('forced');
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop);
  // A terminal that was closed must not end us half way.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (withParent) stopWithoutParent(stop);
  return { signal: stopping.signal, onForce: (kill) => forces.add(kill) };
}

/** npm, or the shell it starts us in, may be killed without passing the signal on. */
function stopWithoutParent(stop) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop('the end of what started it');
  }, 250);
  timer.unref();
}
