import { asApiError } from '../api/api-error.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { Link } from './link.ts';

/** How long the server may take to answer before the connection counts as dead. */
const PROBE_ANSWER_TIMEOUT_MS = 3_000;

/**
 * Asks the server for an answer, and closes the link if none arrives in time. After the device has slept or changed
 * networks, a connection may be dead without any sign. Never rejects.
 */
export async function closeLinkIfSilent(link: Link, time: Time, stopped: Stop): Promise<void> {
  const probeStop = new Stop(stopped);
  // Every response is a sign of life, even a refusal. A join of no rooms changes nothing.
  const answerPromise = link.request('join-chat-rooms', { roomIds: [] }).then(
    () => true,
    (thrown: unknown) => asApiError(thrown).code !== 'UNREACHABLE',
  );
  const timeoutPromise = time.sleep(PROBE_ANSWER_TIMEOUT_MS, probeStop).then(() => stopped.hasFired);
  if (!(await Promise.race([answerPromise, timeoutPromise]))) link.close();
  probeStop.stop();
}
