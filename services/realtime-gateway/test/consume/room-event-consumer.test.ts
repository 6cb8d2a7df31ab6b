import { connectNats, createLogger } from '@kcs/service-kit';
import t from 'tap';
import { Taker } from '../../src/consume/room-event-consumer.ts';
import { startServers } from '../support/servers.ts';
import { startStandIn } from '../support/stand-in.ts';

t.test('stopped at any moment of asking for its consumer, the taker ends', async (t) => {
  const { nats } = await startServers(t);
  await startStandIn(t, nats.url);
  const logger = createLogger({ service: 'gateway', instanceId: 'taker', level: 'silent' });
  const nc = await connectNats({ url: nats.url, name: 'taker', logger });
  t.teardown(() => nc.close());
  for (let ms = 0; ms < 30; ms += 3) {
    const taker = new Taker({
      nc,
      logger,
      fanOut: async () => {},
      park: async () => {},
      onTaken: () => {},
      onPending: () => {},
    });
    taker.start();
    taker.resume();
    await new Promise((resolve) => setTimeout(resolve, ms / 3));
    const ended = await Promise.race([
      taker.stop().then(() => true),
      new Promise((resolve) => setTimeout(() => resolve(false), 5_000)),
    ]);
    t.ok(ended, `${ms / 3} ms after its start`);
    if (!ended) break;
  }
});
