import t from 'tap';
import { type PresenceSystem, startPresenceSystem } from './presence-system.ts';

let sharedSystemPromise: Promise<PresenceSystem> | undefined;

/**
 * Returns the presence system with one replica that tests in the same process share, because starting one takes 1 s of
 * CPU time. The first call starts it, and it stops when the process ends. Each test needs gateways, users, and rooms of
 * its own.
 */
export const getSharedPresenceSystem = (): Promise<PresenceSystem> => {
  sharedSystemPromise ??= startPresenceSystem(t, 1);
  return sharedSystemPromise;
};
