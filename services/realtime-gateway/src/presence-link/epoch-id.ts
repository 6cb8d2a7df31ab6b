import { newId } from '@kcs/service-kit';

/** Returns a new epoch id: the gateway's id and 26 random characters `[0-9a-z]`. */
export const createEpochId = (gatewayId: string): string =>
  `${gatewayId}:${newId('sess').slice('sess_'.length)}`;
