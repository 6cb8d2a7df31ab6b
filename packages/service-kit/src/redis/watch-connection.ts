import { setImmediate } from 'node:timers/promises';
import type { Logger } from '../logging/create-logger.ts';
import { addJitter } from '../waiting.ts';
import { FormerMasterError } from './former-master-error.ts';
import type { RedisClient } from './redis-client.ts';
import { isReadOnlyReply } from './redis-error.ts';

/**
 * Sends cheap commands. Rejects if a command fails. On a Redis Cluster, `keySuffixes` selects the masters that are
 * probed, and defaults to all of them.
 */
export type RedisProbe = (client: RedisClient, keySuffixes?: readonly string[]) => Promise<unknown>;

const READ_ONLY_MESSAGE = 'Redis refuses writes, because this server is a read-only replica';
const PROBE_INTERVAL_MS = 1_000;
const PROBE_TIMEOUT_MS = 2_000;

/**
 * Probes the server regularly. Opens a new connection if the server is frozen or is no longer the master,
 * because in both cases, the server keeps the old connection open. The client library's own socket timeout cannot
 * detect a frozen server, because every write resets the timeout. Returns a function that ends the checks.
 */
export function watchRedisConnection(
  client: RedisClient,
  probe: () => Promise<unknown>,
  logger: Logger,
): () => void {
  let nextCheckTimer: NodeJS.Timeout;
  let isStopped = false;

  /** Returns why a new connection is needed; undefined if the current connection works. */
  async function findReconnectReason(): Promise<Error | undefined> {
    let isProbeSettled = false;
    let probeProblem: Error | undefined;
    const probeAttempt = probe()
      .catch((error: unknown) => {
        if (error instanceof FormerMasterError) probeProblem = error;
        if (isReadOnlyReply(error)) probeProblem = new FormerMasterError(READ_ONLY_MESSAGE);
      })
      .finally(() => {
        isProbeSettled = true;
      });
    let probeTimer: NodeJS.Timeout | undefined;
    const probeTimeoutPromise = new Promise<void>((resolve) => {
      probeTimer = setTimeout(resolve, PROBE_TIMEOUT_MS);
      probeTimer.unref();
    });
    await Promise.race([probeAttempt, probeTimeoutPromise]);
    clearTimeout(probeTimer);
    // After a stall of this process, the timer can fire even though an answer has already arrived. Give the event loop
    // time to read such an answer.
    if (!isProbeSettled) await setImmediate();
    if (!isProbeSettled) await setImmediate();
    return isProbeSettled ? probeProblem : new SilentServerError();
  }

  async function checkConnection(): Promise<void> {
    // Do nothing while the client reconnects by itself. A second reconnect loop would interfere.
    const reconnectReason = client.isReady ? await findReconnectReason() : undefined;
    if (isStopped) return;
    if (reconnectReason && client.isReady) {
      client.emit('error', reconnectReason);
      client.destroy();
      void client.connect().catch((err) => {
        if (!isStopped) logger.error({ err }, 'Could not open a new connection to Redis');
      });
    }
    scheduleConnectionCheck();
  }

  function scheduleConnectionCheck(): void {
    nextCheckTimer = setTimeout(() => void checkConnection(), addJitter(PROBE_INTERVAL_MS));
    nextCheckTimer.unref();
  }

  scheduleConnectionCheck();
  return () => {
    isStopped = true;
    clearTimeout(nextCheckTimer);
  };
}

class SilentServerError extends Error {
  constructor() {
    super(`Redis did not answer within ${PROBE_TIMEOUT_MS} ms`);
    this.name = 'SilentServerError';
  }
}
