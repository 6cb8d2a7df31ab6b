import { setTimeout as sleep } from 'node:timers/promises';
import type { RoomEvent } from '@kcs/contracts';
import { createLogger } from '@kcs/service-kit';
import t from 'tap';
import { MemberEvents, type MemberEventsOptions } from '../src/delivery/member-events.ts';
import { Sequencer } from '../src/sequencer/sequencer.ts';
import { SessionWatch, type SessionWatchOptions } from '../src/sessions/session-watch.ts';
import type { ChatSocket } from '../src/sockets/socket-state.ts';

const logger = createLogger({ service: 'test', instanceId: 'test', level: 'silent' });
const event = (seq: number, kind = 'message-created') =>
  ({ room_id: 'r', seq, kind, created_at: new Date().toISOString(), data: {} }) as unknown as RoomEvent;

t.test('nothing is fetched while nothing may be released; then what is missing is, once', async (t) => {
  let sure = false;
  const released: number[] = [];
  let fetches = 0;
  const sequencer = new Sequencer({
    mayRelease: () => sure,
    deliver: ({ seq }) => released.push(seq),
    repair: () => {
      fetches += 1;
      sequencer.repaired('r', 0, [event(1), event(2)], 2);
    },
  });
  sequencer.open('r');
  sequencer.start('r', 0);
  t.equal(sequencer.offer(event(1)), 'unsure');
  sequencer.heard('r', 2);
  await sleep(450);
  t.equal(fetches, 0);
  sure = true;
  await sleep(250);
  t.same(released, [1, 2]);
  t.equal(fetches, 1);
  sequencer.stop();
});

t.test(
  'a question about many sessions goes on where an answer failed, and begins anew after another doubt',
  async (t) => {
    const asked: string[] = [];
    let answers = 1;
    let sures = 0;
    const watch = new SessionWatch({
      logger,
      registry: { ended: () => {} } as unknown as SessionWatchOptions['registry'],
      onSure: () => {
        sures += 1;
      },
      endedSessions: async (ids) => {
        if (answers-- <= 0) throw new Error('away');
        asked.push(...ids);
        return [];
      },
    });
    for (let n = 0; n < 2_500; n++) watch.follow({ data: { sessionId: `s${n}` } } as unknown as ChatSocket);
    watch.doubt();
    for (let turn = 1; turn <= 3; turn++) {
      answers = 1;
      await watch.poll();
      t.equal(watch.sure, turn === 3);
    }
    t.equal(asked.length, 2_500);
    t.equal(new Set(asked).size, 2_500);
    watch.doubt();
    answers = 2;
    await watch.poll();
    watch.doubt();
    answers = 2;
    await watch.poll();
    t.notOk(watch.sure, 'an answer of before the doubt does not count');
    t.equal(sures, 1);
  },
);

t.test('whoever joined while an event waited does not hear it a second time', async (t) => {
  let sure = false;
  let inRoom: string[] = [];
  const except: string[][] = [];
  const toLocal = (_rooms: unknown, _name: string, _payload: unknown, left: string[]) => except.push(left);
  const events = new MemberEvents({
    fanOut: () => ({ toLocal }),
    mayTell: () => sure,
    registry: { user: () => undefined },
    socketsIn: () => inRoom,
    index: { usersIn: () => ['ada'] },
    departures: { whoHad: () => [] },
  } as unknown as MemberEventsOptions);
  events.take(event(8, 'room-updated'));
  inRoom = ['joined at 8'];
  sure = true;
  await sleep(100);
  t.same(except, [['joined at 8']]);
});
