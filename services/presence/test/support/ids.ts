import { newId } from '@kcs/service-kit';

export const userId = (): string => newId('user');
export const roomId = (): string => newId('room');

/** An epoch of a gateway's life. */
export const epochOf = (gateway: string): string => `${gateway}:${newId('user').slice('user_'.length)}`;
