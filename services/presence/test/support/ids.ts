import { newId } from '@kcs/service-kit';

export const newUserId = (): string => newId('user');
export const newRoomId = (): string => newId('room');

/** Returns the id of a new epoch of the gateway. */
export const newEpochId = (gateway: string): string => `${gateway}:${newId('user').slice('user_'.length)}`;
