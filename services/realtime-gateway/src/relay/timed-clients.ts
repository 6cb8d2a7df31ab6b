import { ChatError } from '@kcs/contracts';
import { type RedisClient, type ScriptClient, withTimeout } from '@kcs/service-kit';
import { ErrorReply } from 'redis';

/** Maximum time that a publish waits for the confirmation from Redis. */
const PUBLISH_TIMEOUT_MS = 1_500;
/** Maximum time that a client event waits for a Lua script. */
const SCRIPT_TIMEOUT_MS = 1_500;

/** Returns the `UNAVAILABLE` error for a Redis that does not respond in time. */
export const createRedisTimeoutError = (cause?: unknown) =>
  new ChatError('UNAVAILABLE', 'Redis did not respond in time. Try again in a moment.', { cause });

export interface TimedPublisher {
  sPublish(channel: string, message: string): Promise<number>;
  sSubscribe: unknown;
}

/**
 * Creates the publishing client with the methods that the Socket.IO adapter requires. A publish rejects if Redis does
 * not confirm it in time.
 */
export function createTimedPublisher(redisClient: RedisClient): TimedPublisher {
  return {
    sPublish: (to, message) =>
      withTimeout(redisClient.sPublish(to, message), PUBLISH_TIMEOUT_MS, () => createRedisTimeoutError()),
    sSubscribe: redisClient.sSubscribe,
  };
}

/** Creates the client for Lua scripts. A script rejects with `UNAVAILABLE` if Redis does not answer in time. */
export function createTimedScriptClient(redisClient: RedisClient): ScriptClient {
  const applyScriptTimeout = (reply: Promise<unknown>) =>
    withTimeout(reply, SCRIPT_TIMEOUT_MS, () => createRedisTimeoutError()).catch((error: unknown) => {
      throw error instanceof ErrorReply ? error : createRedisTimeoutError(error);
    });
  return {
    evalSha: (sha, options) => applyScriptTimeout(redisClient.evalSha(sha, options)),
    eval: (script, options) => applyScriptTimeout(redisClient.eval(script, options)),
  };
}
