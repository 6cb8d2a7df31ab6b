import { type System, startSystem } from '@kcs/testkit';
import t from 'tap';

let starting: Promise<System> | undefined;

/**
 * The system of all tests in this folder, which leave it as they found it. Started by the first file of a process that
 * asks, and ended with the process: starting one costs 7 s of CPU.
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
