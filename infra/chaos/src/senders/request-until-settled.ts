import { setTimeout as sleep } from 'node:timers/promises';
import type { TestUser } from '@kcs/testkit';
import { SEND_TIMEOUT_MS } from './send-method.ts';

type Response = Awaited<ReturnType<TestUser['rest']>>;

const RETRY_MS = 500;

/**
 * Sends a REST request, and repeats it after no response, a 429, or a 5xx. Returns the first other response; undefined
 * if `giveUp` becomes true first.
 */
export async function requestUntilSettled(
  user: TestUser,
  [method, path, body]: readonly [method: string, path: string, body?: unknown],
  giveUp: () => boolean,
): Promise<Response | undefined> {
  while (!giveUp()) {
    const response = await user
      .rest(method, path, body, { timeoutMs: SEND_TIMEOUT_MS })
      .catch(() => undefined);
    if (response && response.status < 500 && response.status !== 429) return response;
    await sleep(RETRY_MS);
  }
  return undefined;
}
