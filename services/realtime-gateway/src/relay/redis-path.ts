import { ChatError } from '@kcs/contracts';
import { connectRedis, jittered, type Logger, withTimeout } from '@kcs/service-kit';
import { Canary, SILENCE_MS } from './canary.ts';
import { Subscriber } from './redis-subscriber.ts';

/** How long a publish may wait for Redis' confirmation. */
const PUBLISH_TIMEOUT_MS = 1_500;

const unconfirmed = () => new ChatError('UNAVAILABLE', 'Redis did not confirm a publish in time.');

export interface RedisPathOptions {
  readonly url: string;
  readonly instanceId: string;
  readonly logger: Logger;
  /** Every subscription is in force again and the canary sang: what came meanwhile may be missed. */
  readonly onWhole: () => void;
  readonly onBroken: () => void;
}

/** Publishing and subscribing over Redis, proven by the canary. Not whole means: nothing may be taken off the bus. */
export interface RedisPath {
  readonly publisher: { sPublish(channel: string, message: string): Promise<number>; sSubscribe: unknown };
  readonly subscriber: Subscriber;
  readonly whole: boolean;
  /** A publish was not confirmed: broken until the next echo shows otherwise. */
  doubt(): void;
  start(): void;
  stop(): Promise<void>;
}

export async function openRedisPath(options: RedisPathOptions): Promise<RedisPath> {
  const { url, instanceId, logger } = options;
  const client = await connectRedis({ url, name: `${instanceId}:publish`, logger });
  const channel = `kcs:canary:${instanceId}`;
  let silentSince = performance.now();

  const canary = new Canary({
    logger,
    send: (value) => {
      // A connection that looks alive and echoes nothing is replaced.
      if (!canary.alive && subscriber.ready && performance.now() - silentSince > jittered(SILENCE_MS)) {
        silentSince = performance.now();
        subscriber.replace();
      }
      return client.sPublish(channel, value);
    },
    onEcho: () => {
      logger.info('the Redis path is whole');
      options.onWhole();
    },
    onSilent: () => {
      silentSince = performance.now();
      logger.warn('the Redis path is broken; nothing is taken off the bus until it is whole');
      options.onBroken();
    },
  });
  const subscriber = new Subscriber({
    url,
    logger,
    onReady: () => {
      silentSince = performance.now();
      void canary.beat();
    },
    onLost: () => canary.silence(),
  });
  subscriber.sSubscribe(channel, () => {
    if (subscriber.ready) canary.heard();
  });

  return {
    subscriber,
    publisher: {
      sPublish: (to, message) => withTimeout(client.sPublish(to, message), PUBLISH_TIMEOUT_MS, unconfirmed),
      sSubscribe: client.sSubscribe,
    },
    get whole() {
      return canary.alive;
    },
    doubt: () => canary.silence(),
    start() {
      subscriber.start();
      canary.start();
    },
    async stop() {
      await canary.stop();
      await subscriber.stop();
      client.destroy();
    },
  };
}
