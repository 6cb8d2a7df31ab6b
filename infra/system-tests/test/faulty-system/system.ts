import { startSystem, type TestSystem } from '@kcs/testkit';
import t from 'tap';
import { createSigningKey, formatPrivateKeySet } from '../support/identity-provider.ts';

const HEARTBEAT_INTERVAL_MS = 500;
export const LEASE_DURATION_MS = 3_000;

/** The key with which the shared system signs its tokens. Tests sign tokens of their own with it. */
export const signingKey = createSigningKey('k1', 'EdDSA');

let sharedSystemPromise: Promise<TestSystem> | undefined;

/**
 * Returns the system that all tests in this folder share, because starting a system takes 7 s of CPU time. The first
 * call in a process starts the system, which stops when the process ends. A test may stop a part of the system, but must
 * start it again.
 */
export const getSharedSystem = (): Promise<TestSystem> => {
  sharedSystemPromise ??= startSystem(t, {
    gateways: 4,
    apis: 2,
    ownPostgres: true,
    env: {
      JWT_SIGNING_KEYS: formatPrivateKeySet(signingKey),
      MESSAGES_PER_SECOND_PER_USER: '100000',
      GATEWAY_BEAT_MS: String(HEARTBEAT_INTERVAL_MS),
      GATEWAY_LEASE_MS: String(LEASE_DURATION_MS),
      MEETING_EMPTY_S: '4',
      STUN_URLS: 'stun:stun.school.example:3478',
    },
  });
  return sharedSystemPromise;
};
