import { setImmediate } from 'node:timers/promises';
import type { Logger } from '../logging/create-logger.ts';
import { jittered } from '../waiting/jittered.ts';
import type { RedisClient } from './connect-redis.ts';

const PING_INTERVAL_MS = 1_000;
const PONG_WITHIN_MS = 2_000;

/**
 * Notices a server that holds the connection and answers nothing, and then connects anew. The library's own socket
 * time-out does not: writing counts as activity there, so commands and pings to a frozen server keep it quiet.
 */
export const watchConnection = (client: RedisClient, logger: Logger): void => {
  let timer: NodeJS.Timeout;

  const answers = async (): Promise<boolean> => {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    const ping = client.sendCommand(['PING']).then(settle, settle);
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, PONG_WITHIN_MS);
      patience.unref();
    });
    await Promise.race([ping, late]);
    clearTimeout(patience);
    // After a stall of our own the timer comes first although the answer has arrived: let it be read.
    if (!settled) await setImmediate();
    if (!settled) await setImmediate();
    return settled;
  };

  const check = async (): Promise<void> => {
    // While the client is reconnecting by itself it must be left alone: a second loop would run beside its own.
    if (client.isReady && !(await answers()) && client.isReady) {
      client.emit('error', new SilentServerError());
      client.destroy();
      void client.connect().catch((err) => logger.error({ err }, 'Redis could not be connected anew'));
    }
    schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(() => void check(), jittered(PING_INTERVAL_MS));
    timer.unref();
  };

  schedule();
};

class SilentServerError extends Error {
  constructor() {
    super(`Redis did not answer a PING within ${PONG_WITHIN_MS} ms`);
    this.name = 'SilentServerError';
  }
}
