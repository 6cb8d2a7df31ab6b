import { runWithRetries } from '../time/retrying.ts';
import type { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { IceServers } from './calls-state.ts';
import type { MeetingApi } from './meeting-api.ts';

/**
 * How long to wait before loading the servers of a meeting for the first time. `meeting-joined` does not say how long
 * its servers are valid.
 */
const FIRST_LOAD_AFTER_MS = 60_000;
const RENEW_BEFORE_EXPIRY_MS = 600_000;
/** The longest wait: a day. Browser timers cannot wait longer than about 24.8 days. */
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
  // The caller extends the wait by up to a quarter. Shorten it accordingly, so that it always ends before the expiry.
  const waitMs = (remainingMs - RENEW_BEFORE_EXPIRY_MS) / 1.25;
  return Math.min(MAX_WAIT_MS, Math.max(FIRST_LOAD_AFTER_MS, waitMs));
}
