import { CHAT_API_REQUESTS } from '@kcs/contracts';
import { connect } from '@nats-io/transport-node';
import t from 'tap';
import { getSharedSystem } from './system.ts';

const SOCKETS = 12;
const ROOMS = 3;

t.test(
  'sockets that connect at the same time share requests, and each gets all missed messages',
  async (t) => {
    const system = await getSharedSystem();
    const user = await system.user();
    const rooms = await Promise.all(Array.from({ length: ROOMS }, () => system.room({ owner: user })));
    const roomIds = rooms.map(({ id }) => id);
    for (const roomId of roomIds)
      await user.request('POST', `/chat/rooms/${roomId}/messages`, { content: 'You missed this' });
    const requestCounts = new Map<string, number>();
    const natsConnection = await connect(system.nats.getConnectionOptions('admin'));
    t.teardown(() => natsConnection.close());
    natsConnection.subscribe('kcs.api.*', {
      callback: (_, { subject }) => void requestCounts.set(subject, (requestCounts.get(subject) ?? 0) + 1),
    });
    await natsConnection.flush();

    const answers = await Promise.all(
      Array.from({ length: SOCKETS }, async () => {
        const socket = await user.connect(system.gateways[0], { transports: ['websocket'] });
        return socket.join(roomIds, Object.fromEntries(roomIds.map((id) => [id, 1])));
      }),
    );
    for (const { missed } of answers)
      t.match(missed, Object.fromEntries(roomIds.map((id) => [id, { events: [{ seq: 2 }] }])));
    await natsConnection.flush();
    const countOf = (name: keyof typeof CHAT_API_REQUESTS) =>
      requestCounts.get(CHAT_API_REQUESTS[name].subject) ?? 0;
    for (const name of ['authorizeConnections', 'openRoomsOfUsers'] as const) {
      const count = countOf(name);
      t.ok(count >= 1 && count < SOCKETS, `${count} requests ${name} for ${SOCKETS} sockets`);
    }
    for (const name of ['authorizeConnect', 'openRooms', 'authorizeRoom'] as const)
      t.equal(countOf(name), 0, `${name} is not needed`);
  },
);
