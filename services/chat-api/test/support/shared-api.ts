import t from 'tap';
import { startApi, type TestApi } from './start-api.ts';

let sharedApiPromise: Promise<TestApi> | undefined;

/**
 * Returns the chat-api replica that test files in the same process share, because starting one with its servers takes
 * 2 s of CPU time. The first call starts it, and it stops when the process ends. A test must find only its own data in
 * the answers, and must undo every change to the replica itself.
 */
export const getSharedApi = (): Promise<TestApi> => {
  sharedApiPromise ??= startApi(t);
  return sharedApiPromise;
};
