import { CHAT_API } from '@kcs/contracts';
import { createLogger, serveRequest } from '@kcs/service-kit';
import t from 'tap';
import { RoomsOfUser } from '../src/notices/rooms-of-user.ts';
import { userId } from './support/ids.ts';
import { startNats } from './support/start-nats.ts';
import { until } from './support/until.ts';

t.test(
  'the rooms of a person are asked for anew after every change, also one while they are asked for',
  async (t) => {
    const { nc } = await startNats(t);
    const user = userId();
    let rooms = ['room_a'];
    let asked = 0;
    let answering = Promise.resolve();
    const serving = serveRequest(nc, CHAT_API.roomsOfUser, {
      queue: 'chat-api',
      logger: createLogger({ service: 'chat-api', instanceId: 'stub', level: 'silent' }),
      handler: async () => {
        asked += 1;
        const answer = rooms.map((roomId) => ({ roomId, memberCount: 2 }));
        await answering;
        return { rooms: answer };
      },
    });
    t.teardown(() => serving.stop());
    const known = new RoomsOfUser(nc, 500);

    let answer = () => {};
    answering = new Promise((resolve) => {
      answer = resolve;
    });
    const first = known.of(user);
    await until(
      () => asked,
      (count) => count === 1,
    );
    rooms = ['room_a', 'room_b'];
    known.forget(user);
    answer();
    t.same(await first, ['room_a'], 'as it was when it was asked');
    t.same(await known.of(user), ['room_a', 'room_b'], 'but that is not kept');
    t.same(await known.of(user), ['room_a', 'room_b']);
    t.equal(asked, 2, 'while nothing changes');
    rooms = ['room_b'];
    known.forget(user);
    t.same(await known.of(user), ['room_b']);
  },
);
