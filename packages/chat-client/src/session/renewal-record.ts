import { deviceStorage } from './guarded-storage.ts';

const STORAGE_KEY = 'kcs.renewals';
/** The device remembers this many sessions. For an older one, every copy counts as the newest. */
const MAX_RECORDS = 20;

/** How often each session of this device was renewed, by the session's random id. The newest sessions come last. */
type Records = Readonly<Record<string, number>>;

/** Returns the records; none if another program has written something else. */
function readRecords(): Records {
  try {
    const stored: unknown = JSON.parse(deviceStorage.read(STORAGE_KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? (stored as Records) : {};
  } catch {
    return {};
  }
}

/** Returns how often any tab of this device has renewed the session. */
export const recordedRenewals = (id: string): number => readRecords()[id] ?? 0;

/** Records a renewal, so that copies of the session in other tabs know that they are outdated. */
export function recordRenewal(id: string, renewals: number): void {
  const { [id]: _before, ...others } = readRecords();
  const newest = Object.entries(others).slice(1 - MAX_RECORDS);
  deviceStorage.write(STORAGE_KEY, JSON.stringify({ ...Object.fromEntries(newest), [id]: renewals }));
}

export function forgetRenewals(id: string): void {
  const { [id]: _ended, ...others } = readRecords();
  if (Object.keys(others).length === 0) deviceStorage.remove(STORAGE_KEY);
  else deviceStorage.write(STORAGE_KEY, JSON.stringify(others));
}
