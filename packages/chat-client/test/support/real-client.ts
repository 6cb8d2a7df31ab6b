import type { TestContext, TestSystem, TestUser } from '@kcs/testkit';
import { type ChatClient, type ChatOptions, createChatClient, tokenSession } from '../../src/index.ts';

/** Starts a client of this user on a running system. The client stops when the test ends. */
export async function startRealClient(
  t: TestContext,
  system: TestSystem,
  user: TestUser,
  options: Partial<ChatOptions> = {},
): Promise<ChatClient> {
  const session = await tokenSession({ url: system.frontDoor, getToken: () => user.token });
  const client = createChatClient({ session, socketUrl: system.socketUrl, ...options });
  t.teardown(client.stop);
  return client;
}

const STATE_WAIT_TIMEOUT_MS = 20_000;

/** Resolves as soon as the client's state meets the condition, which is checked after every change. */
export function waitUntil(
  client: ChatClient,
  name: string,
  condition: (state: ReturnType<ChatClient['getState']>) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const resolveIfConditionIsMet = () => {
      if (!condition(client.getState())) return;
      clearTimeout(timeoutTimer);
      unsubscribe();
      resolve();
    };
    const timeoutTimer = setTimeout(() => {
      unsubscribe();
      reject(
        new Error(
          `not within ${STATE_WAIT_TIMEOUT_MS} ms: ${name}; connection: ${client.getState().connection}`,
        ),
      );
    }, STATE_WAIT_TIMEOUT_MS);
    const unsubscribe = client.subscribe(resolveIfConditionIsMet);
    resolveIfConditionIsMet();
  });
}

export const waitUntilCaughtUp = (client: ChatClient): Promise<void> =>
  waitUntil(client, 'caught up', (state) => state.caughtUp);

export const listMessageTexts = (client: ChatClient, roomId: string): (string | null)[] =>
  (client.getState().timelines[roomId]?.messages ?? []).map((message) => message.content);
