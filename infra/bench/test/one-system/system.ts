import { startSystem, type TestSystem } from '@kcs/testkit';
import t from 'tap';
import { UNLIMITED_SOCKETS } from '../../src/peers/unlimited-sockets.ts';

export const GRACE_MS = 2_500;

let sharedSystemPromise: Promise<TestSystem> | undefined;

/**
 * Returns the system that all tests in this folder share, because starting a system takes 7 s of CPU time. The first
 * call in a process starts the system, which stops when the process ends.
 */
export const getSharedSystem = (): Promise<TestSystem> => {
  sharedSystemPromise ??= startSystem(t, {
    gateways: 2,
    presence: 2,
    env: {
      ...UNLIMITED_SOCKETS,
      PRESENCE_GRACE_MS: String(GRACE_MS),
      PRESENCE_PUSH_MAX_MEMBERS: '30',
      GATEWAY_BEAT_MS: '700',
      GATEWAY_LEASE_MS: '4000',
      DRAIN_NOTICE_MS: '0',
    },
  });
  return sharedSystemPromise;
};
