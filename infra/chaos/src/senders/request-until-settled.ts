import { setTimeout as sleep } from 'node:timers/promises';
import type { TestUser } from '@kcs/testkit';
import { SEND_TIMEOUT_MS } from './send-method.ts';

type Response = Awaited<ReturnType<TestUser['request']>>;

const RETRY_MS = 500;

/**
 * Sends a REST request, and repeats the request while there is no response or its status is 429 or 5xx. Returns the
 * first response with another status; undefined if `giveUp` returns true first.
 */
export async function requestUntilSettled(
  user: TestUser,
  [method, path, body]: readonly [method: string, path: string, body?: unknown],
  giveUp: () => boolean,
): Promise<Response | undefined> {
  while (!giveUp()) {
    const response = await user
      .request(method, path, body, { timeoutMs: SEND_TIMEOUT_MS })
      .catch(() => undefined);
    if (response && response.status < 500 && response.status !== 429) return response;
    await sleep(RETRY_MS);
  }
  return undefined;
}
