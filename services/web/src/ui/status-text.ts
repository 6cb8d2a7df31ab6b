import type { VisibleStatus } from '@kcs/contracts';

const STATUS_TEXT: Readonly<Record<VisibleStatus, string>> = {
  online: 'Online',
  away: 'Away',
  busy: 'Busy',
  offline: 'Offline',
};

export const statusText = (status: VisibleStatus): string => STATUS_TEXT[status];
