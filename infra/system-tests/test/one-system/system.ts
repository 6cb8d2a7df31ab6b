import { fileURLToPath } from 'node:url';
import { attachToSystem, type ChatSystem, startSystem, type TestSystem } from '@kcs/testkit';
import t from 'tap';

const BUILT_WEB_FOLDER = fileURLToPath(new URL('../../../../services/web/dist', import.meta.url));

/** A file that describes a running system, such as a docker compose project. See `attachToSystem` in the test kit. */
const DESCRIPTION_PATH = process.env.KCS_TEST_SYSTEM;

let sharedSystemPromise: Promise<TestSystem> | undefined;

/**
 * Returns the system that all tests in this folder share, because starting a system takes 7 s of CPU time. The first
 * call in a process starts the system, which stops when the process ends. A test must undo every change that it makes
 * to the system.
 */
export const getSharedSystem = (): Promise<TestSystem> => {
  sharedSystemPromise ??= startSystem(t, {
    gateways: 4,
    apis: 2,
    haproxy: true,
    env: {
      PRESENCE_GRACE_MS: '300',
      EVENTS_PER_SECOND_PER_USER: '100000',
      WEB_ROOT: BUILT_WEB_FOLDER,
    },
  });
  return sharedSystemPromise;
};

let runningSystemPromise: Promise<ChatSystem> | undefined;

/**
 * Returns the system that `KCS_TEST_SYSTEM` describes, or else the shared system. A test that only acts as a user,
 * producer, or operator uses this function, so that it can also run against a system that is already running.
 */
export const getRunningSystem = (): Promise<ChatSystem> => {
  runningSystemPromise ??= DESCRIPTION_PATH
    ? Promise.resolve(attachToSystem(t, DESCRIPTION_PATH))
    : getSharedSystem();
  return runningSystemPromise;
};
