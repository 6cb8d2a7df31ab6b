import { setImmediate } from 'node:timers/promises';
import type { Logger } from '../logging/create-logger.ts';
import { jittered } from '../waiting.ts';
import type { RedisClient } from './redis-client.ts';

const PING_INTERVAL_MS = 1_000;
const PONG_TIMEOUT_MS = 2_000;

/**
 * Pings the server regularly. Reconnects if the server is frozen, that is, keeps the connection open without answering.
 * The client library's own socket timeout cannot detect a frozen server, because every write resets that timeout.
 */
export function watchConnection(client: RedisClient, logger: Logger): void {
  let timer: NodeJS.Timeout;

  async function answersPing(): Promise<boolean> {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    const ping = client.sendCommand(['PING']).then(settle, settle);
    let timeout: NodeJS.Timeout | undefined;
    const isLate = new Promise<void>((resolve) => {
      timeout = setTimeout(resolve, PONG_TIMEOUT_MS);
      timeout.unref();
    });
    await Promise.race([ping, isLate]);
    clearTimeout(timeout);
    // After a stall of this process, the timer can fire although an answer has already arrived. The event loop gets a
    // chance to read the answer first.
    if (!settled) await setImmediate();
    if (!settled) await setImmediate();
    return settled;
  }

  async function check(): Promise<void> {
    // Do nothing while the client reconnects by itself, because a second reconnect loop would interfere.
    if (client.isReady && !(await answersPing()) && client.isReady) {
      client.emit('error', new SilentServerError());
      client.destroy();
      void client.connect().catch((err) => logger.error({ err }, 'Reconnecting to Redis failed'));
    }
    schedule();
  }

  function schedule(): void {
    timer = setTimeout(() => void check(), jittered(PING_INTERVAL_MS));
    timer.unref();
  }

  schedule();
}

class SilentServerError extends Error {
  constructor() {
    super(`Redis did not answer a PING within ${PONG_TIMEOUT_MS} ms`);
    this.name = 'SilentServerError';
  }
}
