import { newId } from '@kcs/service-kit';

export const createUserId = (): string => newId('user');
export const createRoomId = (): string => newId('room');

/** Returns an id for a new epoch of the gateway. */
export const createEpochId = (gateway: string): string => `${gateway}:${newId('user').slice('user_'.length)}`;
