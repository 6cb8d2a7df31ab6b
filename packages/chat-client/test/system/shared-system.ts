import { startSystem, type TestSystem } from '@kcs/testkit';
import t from 'tap';

let sharedSystemPromise: Promise<TestSystem> | undefined;

/**
 * Returns the system that all tests in this folder share, because starting a system takes 3 s of CPU time. The first
 * call in a process starts the system, which stops when the process ends. A test may kill a gateway, but must start it
 * again.
 */
export const getSharedSystem = (): Promise<TestSystem> => {
  sharedSystemPromise ??= startSystem(t, { gateways: 2, haproxy: true });
  return sharedSystemPromise;
};
