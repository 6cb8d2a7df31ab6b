import { type System, startSystem } from '@kcs/testkit';
import t from 'tap';

let starting: Promise<System> | undefined;

/**
 * The system that all tests in this folder share, because starting one takes 7 s of CPU. The first call in a process
 * starts it, and it stops with the process. Tests leave it as they found it.
 */
export const oneSystem = (): Promise<System> => {
  starting ??= startSystem(t, {
    gateways: 4,
    apis: 2,
    haproxy: true,
    env: { PRESENCE_GRACE_MS: '300', EVENTS_PER_SECOND_PER_USER: '100000' },
  });
  return starting;
};
