import { fileURLToPath } from 'node:url';
import { generateSigningKeys } from '@kcs/auth';
import { findFreePort } from '@kcs/private-servers';
import { type TestContext, TestProcess } from '@kcs/testkit';
import { DeliveryTracker } from '../../load/delivery-tracker.ts';
import { KeepAliveClient } from '../../load/keep-alive-client.ts';
import type { MeasuredProcess } from '../../measure/process-cpu.ts';
import { issueTokens, TOKEN_ISSUER } from '../issue-tokens.ts';

const MAX_CONNECTIONS = 64;
const TOKEN_COUNT = 10;
/** The compiled server, even if the benchmark itself runs from its sources. */
const SERVER_PROGRAM = fileURLToPath(
  new URL('../../../dist/peers/bare-route/bare-route-server.js', import.meta.url),
);

export interface BareRoute {
  readonly process: MeasuredProcess;
  /** Sends a message. Resolves when the server has answered. */
  send(): Promise<void>;
}

/** Starts the bare route. It answers every request with the given message. */
export async function startBareRoute(t: TestContext, message: unknown): Promise<BareRoute> {
  const signingKeysJson = await generateSigningKeys('bench');
  const port = await findFreePort();
  const server = TestProcess.start(t, SERVER_PROGRAM, {
    env: {
      SIGNING_KEYS: signingKeysJson,
      TOKEN_ISSUER,
      LISTEN_PORT: String(port),
      ANSWER: JSON.stringify(message),
    },
  });
  await server.line('Listening');
  const tokens = await issueTokens(signingKeysJson, TOKEN_COUNT);
  const client = new KeepAliveClient(MAX_CONNECTIONS);
  t.teardown(() => client.close());
  const url = `http://127.0.0.1:${port}/api/v1/chat/rooms/room/messages`;
  let sentCount = 0;
  return {
    process: { name: 'bare route', pid: server.pid },
    send: async () => {
      sentCount += 1;
      const { status, body } = await client.post(url, tokens[sentCount % TOKEN_COUNT] ?? '', {
        content: DeliveryTracker.formatContent(sentCount),
        client_msg_id: `bench-${sentCount}`,
      });
      if (status !== 201) throw new Error(`The bare route answered with status ${status}: ${body}`);
    },
  };
}
