import { startSystem, type TestUser } from '@kcs/testkit';
import { SocketIoConnection } from '../load/socket-io-connection.ts';
import type { StartIdlePeer } from './idle-peer.ts';
import { UNLIMITED_SOCKETS } from './unlimited-sockets.ts';

/** A few people have all the sockets, because creating one person for each socket would take long. */
const PERSON_COUNT = 10;

/** Starts this system with one gateway. */
export const startOurIdle: StartIdlePeer = async (t, { rooms, env }) => {
  const system = await startSystem(t, { gateways: 1, env: { ...UNLIMITED_SOCKETS, ...env } });
  const people: TestUser[] = [];
  for (let n = 0; n < PERSON_COUNT; n++) people.push(await system.user());
  const [owner, ...members] = people as [TestUser, ...TestUser[]];
  const roomIds: string[] = [];
  for (let n = 0; n < rooms; n++) roomIds.push((await system.room({ owner, members })).id);
  const [gateway] = system.gateways;
  if (gateway.pid === undefined) throw new Error('The gateway is not running');
  let socketCount = 0;
  return {
    pid: gateway.pid,
    connect: async () => {
      const { token } = people[socketCount++ % PERSON_COUNT] as TestUser;
      const connection = await SocketIoConnection.connect(gateway.url, { token }, () => {});
      t.teardown(() => connection.close());
      const answer = await connection.ask('join-chat-rooms', { roomIds });
      for (const roomId of roomIds)
        if (!answer.includes(roomId)) throw new Error(`A socket did not join ${roomId}: ${answer}`);
    },
  };
};
