import { deviceStorage } from './guarded-storage.ts';

const RENEWAL_COUNTS_STORAGE_KEY = 'kcs.renewals';
/**
 * The maximum number of sessions for which renewals are counted. If a session has no count, a stored copy of it is
 * never considered outdated.
 */
const MAX_COUNTED_SESSIONS = 20;

/** The number of renewals of each session on this device, by session id. The most recently renewed session is last. */
type RenewalCounts = Readonly<Record<string, number>>;

/** Returns the records; an empty object if there are none, or if another program has overwritten them. */
function readRenewalCounts(): RenewalCounts {
  try {
    const storedValue: unknown = JSON.parse(deviceStorage.read(RENEWAL_COUNTS_STORAGE_KEY) ?? '{}');
    return typeof storedValue === 'object' && storedValue !== null ? (storedValue as RenewalCounts) : {};
  } catch {
    return {};
  }
}

/** Returns the number of times that the tabs of this device have renewed the session. */
export const countRenewals = (id: string): number => readRenewalCounts()[id] ?? 0;

/** Records a renewal, so that other tabs can tell that their copies of the session are outdated. */
export function recordRenewal(id: string, renewals: number): void {
  const { [id]: _before, ...others } = readRenewalCounts();
  const newestRenewalCountEntries = Object.entries(others).slice(1 - MAX_COUNTED_SESSIONS);
  deviceStorage.write(
    RENEWAL_COUNTS_STORAGE_KEY,
    JSON.stringify({ ...Object.fromEntries(newestRenewalCountEntries), [id]: renewals }),
  );
}

export function forgetRenewals(id: string): void {
  const { [id]: _ended, ...others } = readRenewalCounts();
  if (Object.keys(others).length === 0) deviceStorage.remove(RENEWAL_COUNTS_STORAGE_KEY);
  else deviceStorage.write(RENEWAL_COUNTS_STORAGE_KEY, JSON.stringify(others));
}
