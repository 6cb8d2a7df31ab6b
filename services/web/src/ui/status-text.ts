import type { VisibleStatus } from '@kcs/contracts';

const TEXT_BY_STATUS: Readonly<Record<VisibleStatus, string>> = {
  online: 'Online',
  away: 'Away',
  busy: 'Busy',
  offline: 'Offline',
};

/** Returns the display text for a presence status. Treats an unknown status from a newer server as online. */
export const describeStatus = (status: VisibleStatus): string =>
  TEXT_BY_STATUS[status] ?? TEXT_BY_STATUS.online;
