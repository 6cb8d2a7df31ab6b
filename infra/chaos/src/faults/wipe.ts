import { ROOM_STREAM } from '@kcs/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createClient } from 'redis';
import type { Fault } from './fault.ts';

/** A fault that restarts NATS with an empty store, so that all streams and consumers are lost. */
export const wipeNatsFault: Fault = {
  name: 'NATS store deleted',
  run: (system) => system.nats.wipe(),
};

/** A fault that deletes the room event stream while NATS and the connections to it keep running. */
export const deleteStreamFault: Fault = {
  name: 'JetStream stream deleted',
  async run(system) {
    const natsConnection = await connect({ ...system.nats.getConnectionOptions('admin'), timeout: 5_000 });
    try {
      await (await jetstreamManager(natsConnection)).streams.delete(ROOM_STREAM.name);
    } finally {
      await natsConnection.close();
    }
  },
};

export const flushRedisFault: Fault = {
  name: 'Redis FLUSHALL',
  async run(system) {
    const redisClient = createClient({ url: system.redis.urlOf('admin'), socket: { connectTimeout: 5_000 } });
    redisClient.on('error', () => {
      // The Redis client requires an error listener. This listener can safely ignore errors, because `flushAll` rejects
      // with the same error.
    });
    await redisClient.connect();
    await redisClient.flushAll();
    redisClient.destroy();
  },
};
