import { newId } from '@kcs/service-kit';

export const userId = (): string => newId('user');
export const roomId = (): string => newId('room');

/** Returns the id of a new epoch of the gateway. */
export const newEpochId = (gateway: string): string => `${gateway}:${newId('user').slice('user_'.length)}`;
