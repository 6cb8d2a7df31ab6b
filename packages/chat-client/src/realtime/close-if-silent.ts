import { asApiError } from '../api/api-error.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { Link } from './link.ts';

/** How long the server may take to answer before the connection counts as dead. */
const PROBE_ANSWER_TIMEOUT_MS = 3_000;

/**
 * Sends a request to the server, and closes the link if no answer arrives in time. After the device has slept or
 * changed networks, a connection may be dead without any sign. Never rejects.
 */
export async function closeLinkIfSilent(link: Link, time: Time, stopped: Stop): Promise<void> {
  const probeStop = new Stop(stopped);
  // Any response shows that the connection works, even an error. A request to join no rooms changes nothing.
  const answerPromise = link.request('join-chat-rooms', { roomIds: [] }).then(
    () => true,
    (thrown: unknown) => asApiError(thrown).code !== 'UNREACHABLE',
  );
  const timeoutPromise = time.sleep(PROBE_ANSWER_TIMEOUT_MS, probeStop).then(() => stopped.hasFired);
  if (!(await Promise.race([answerPromise, timeoutPromise]))) link.close();
  probeStop.stop();
}
