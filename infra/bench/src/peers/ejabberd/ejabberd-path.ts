import { startPostgres } from '@kcs/private-servers';
import type { TestContext } from '@kcs/testkit';
import { DeliveryTracker } from '../../load/delivery-tracker.ts';
import type { MessagePathPeer, PathRoomSize } from '../message-path-peer.ts';
import { countRows } from '../query-database.ts';
import { startEjabberd } from './start-ejabberd.ts';
import { XmppConnection } from './xmpp-connection.ts';

/**
 * Starts ejabberd with an archive in PostgreSQL, and connects all participants of one room. ejabberd does not answer
 * the sender of a message. The sender receives only a copy, like every participant.
 */
export async function startEjabberdPath(t: TestContext, { sockets }: PathRoomSize): Promise<MessagePathPeer> {
  const postgres = await startPostgres({ durable: true });
  t.teardown(() => postgres.stop());
  const server = await startEjabberd(t, postgres.url);
  const deliveries = new DeliveryTracker();
  const connections: XmppConnection[] = [];
  for (let n = 0; n < sockets; n++) {
    const connection = await XmppConnection.connect(server.url, `person-${n}`, (frame) =>
      deliveries.recordFrame(frame),
    );
    t.teardown(() => connection.close());
    connections.push(connection);
  }
  let sentCount = 0;
  return {
    name: 'ejabberd',
    processes: [
      { name: 'ejabberd', pid: server.pid },
      { name: 'PostgreSQL', pid: postgres.pid },
    ],
    countStored: () => countRows(postgres.url, 'archive'),
    send: () => {
      sentCount += 1;
      const delivered = deliveries.waitForCopies(sentCount, sockets);
      connections[sentCount % sockets]?.send(sentCount, DeliveryTracker.formatContent(sentCount));
      return { accepted: delivered, delivered };
    },
  };
}
