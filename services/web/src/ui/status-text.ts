import type { VisibleStatus } from '@kcs/contracts';

const STATUS_TEXT: Readonly<Record<VisibleStatus, string>> = {
  online: 'Online',
  away: 'Away',
  busy: 'Busy',
  offline: 'Offline',
};

/** Returns the text of a status. A status that only a newer server knows is one of a connected user. */
export const statusText = (status: VisibleStatus): string => STATUS_TEXT[status] ?? STATUS_TEXT.online;
