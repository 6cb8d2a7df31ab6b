import t, { type Test } from 'tap';
import { startApiOn, startApiServers, type TestApi } from './start-api.ts';

let sharedServersPromise: ReturnType<typeof startApiServers> | undefined;
let sharedApiPromise: Promise<TestApi> | undefined;

const getSharedServers = () => {
  sharedServersPromise ??= startApiServers(t);
  return sharedServersPromise;
};

/**
 * Returns the chat-api replica that test files in the same process share, because starting one with its servers takes
 * 2 s of CPU time. The first call starts it, and it stops when the process ends. A test must find only its own data in
 * the answers, and must undo every change to the replica itself.
 */
export const getSharedApi = (): Promise<TestApi> => {
  sharedApiPromise ??= getSharedServers().then((servers) => startApiOn(t, servers));
  return sharedApiPromise;
};

/**
 * Starts a replica with these environment variables on the servers of the shared replica. It stops when the test ends.
 * The test must find only its own data in the answers.
 */
export const startApiOnSharedServers = async (t: Test, env: NodeJS.ProcessEnv): Promise<TestApi> =>
  startApiOn(t, await getSharedServers(), env);
