import { runWithRetries } from '../time/retrying.ts';
import type { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { IceServers } from './calls-state.ts';
import type { MeetingApi } from './meeting-api.ts';

/** When the servers of a meeting are loaded for the first time, because `meeting-joined` does not say how long they are valid. */
const FIRST_LOAD_AFTER_MS = 60_000;
const RENEW_BEFORE_EXPIRY_MS = 600_000;
/** The longest time that timers of browsers can measure is about 24 days. */
const MAX_WAIT_MS = 24 * 3_600_000;

interface IceServerRenewalOptions {
  readonly meetingId: string;
  readonly api: Pick<MeetingApi, 'iceServers'>;
  readonly time: Time;
  readonly stopped: Stop;
  readonly onRenewed: (iceServers: IceServers) => void;
}

/**
 * Loads the ICE servers of a meeting again before their credentials expire, until `stopped` fires. Connections use the
 * new credentials for their next ICE restart. Never rejects.
 */
export async function renewIceServers(options: IceServerRenewalOptions): Promise<void> {
  const { meetingId, api, time, stopped, onRenewed } = options;
  let waitMs: number | undefined = FIRST_LOAD_AFTER_MS;
  while (waitMs !== undefined) {
    await time.sleep(waitMs * (1 + time.random() / 4), stopped);
    if (stopped.hasFired) return;
    try {
      const renewed = await runWithRetries(() => api.iceServers(meetingId), time, stopped);
      if (stopped.hasFired) return;
      onRenewed(renewed.ice_servers);
      waitMs = renewed.expires_at === null ? undefined : computeRenewalWaitMs(renewed.expires_at, time.now());
    } catch {
      // Ignore a refusal. It means that the meeting is over for this user, which ends the call in another way.
      return;
    }
  }
}

/** Returns how long to wait before credentials are renewed: at least a minute, even if they have almost expired. */
function computeRenewalWaitMs(expiresAt: string, now: number): number {
  const remainingMs = Date.parse(expiresAt) - now;
  // The wait is extended by up to a quarter, so shorten it to end before the expiry in any case.
  const waitMs = (remainingMs - RENEW_BEFORE_EXPIRY_MS) / 1.25;
  return Math.min(MAX_WAIT_MS, Math.max(FIRST_LOAD_AFTER_MS, waitMs));
}
