import { ROOM_STREAM } from '@kcs/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createClient } from 'redis';
import type { Fault } from './fault.ts';

/** Restarts NATS without its store. All streams and consumers are gone. */
export const wipeNats: Fault = {
  name: 'NATS store deleted',
  run: (system) => system.nats.wipe(),
};

/** Deletes the stream while NATS and all clients keep running. */
export const deleteStream: Fault = {
  name: 'JetStream stream deleted',
  async run(system) {
    const connection = await connect({ ...system.nats.as('admin'), timeout: 5_000 });
    try {
      await (await jetstreamManager(connection)).streams.delete(ROOM_STREAM.name);
    } finally {
      await connection.close();
    }
  },
};

export const flushRedis: Fault = {
  name: 'Redis FLUSHALL',
  async run(system) {
    const client = createClient({ url: system.redis.urlOf('admin'), socket: { connectTimeout: 5_000 } });
    client.on('error', () => {
      // The command below also fails and reports the error.
    });
    await client.connect();
    await client.flushAll();
    client.destroy();
  },
};
