import { setTimeout as sleep } from 'node:timers/promises';
import type { TestUser } from '@kcs/testkit';
import { SEND_TIMEOUT_MS } from './send-method.ts';

type RestResponse = Awaited<ReturnType<TestUser['request']>>;

const RETRY_PAUSE_MS = 500;

/**
 * Sends a REST request, and repeats it as long as there is no response or the status is 429 or 5xx. Returns the first
 * response with any other status; undefined if `giveUp` returns true before that.
 */
export async function requestUntilSettled(
  user: TestUser,
  [method, path, body]: readonly [method: string, path: string, body?: unknown],
  giveUp: () => boolean,
): Promise<RestResponse | undefined> {
  while (!giveUp()) {
    const restResponse = await user
      .request(method, path, body, { timeoutMs: SEND_TIMEOUT_MS })
      .catch(() => undefined);
    if (restResponse && restResponse.status < 500 && restResponse.status !== 429) return restResponse;
    await sleep(RETRY_PAUSE_MS);
  }
  return undefined;
}
