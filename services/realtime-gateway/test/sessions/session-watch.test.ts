import t from 'tap';
import { DeliveryGate } from '../../src/health/delivery-gate.ts';
import { SessionWatch } from '../../src/sessions/session-watch.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';
import { silentLogger } from '../support/silent-logger.ts';

const registry = { sessionEnded: () => {} };

t.test(
  'a check of many sessions continues after a failed request, and starts over if certainty is lost again',
  async (t) => {
    const gate = new DeliveryGate();
    const checked: string[] = [];
    let answers = 1;
    let certain = 0;
    const watch = new SessionWatch({
      logger: silentLogger,
      gate,
      registry,
      endedSessions: async (ids) => {
        if (answers-- <= 0) throw new Error('away');
        checked.push(...ids);
        return [];
      },
    });
    gate.listen({
      onUncertain: () => {},
      onCertain: () => {
        certain += 1;
      },
    });
    for (let n = 0; n < 2_500; n += 1)
      watch.follow({ data: { sessionId: `s${n}` } } as unknown as ChatSocket);
    gate.natsReconnected();
    for (let turn = 1; turn <= 3; turn += 1) {
      answers = 1;
      await watch.poll();
      t.equal(gate.sessionsCertain, turn === 3);
    }
    t.equal(checked.length, 2_500);
    t.equal(new Set(checked).size, 2_500);
    gate.natsReconnected();
    answers = 2;
    await watch.poll();
    gate.natsReconnected();
    answers = 2;
    await watch.poll();
    t.notOk(gate.sessionsCertain, 'an answer from before the loss of certainty does not count');
    t.equal(certain, 1);
  },
);

t.test(
  'sockets of an ended session are disconnected with its reason code, or as revoked if the code is unknown',
  async (t) => {
    const ended: unknown[] = [];
    const connect = (sessionId: string) =>
      ({
        data: { sessionId },
        emit: (_event: string, { code }: { code: string }) => ended.push([sessionId, code]),
        disconnect: () => {},
      }) as unknown as ChatSocket;
    const watch = new SessionWatch({
      logger: silentLogger,
      gate: new DeliveryGate(),
      registry,
      endedSessions: async () => [{ sessionId: 'polled', code: 'DEACTIVATED' }],
    });
    const left = connect('left');
    for (const socket of [connect('pushed'), connect('polled'), connect('unknown'), left])
      watch.follow(socket);
    watch.forget(left);
    watch.end('pushed', 'LOGGED_OUT');
    watch.end('unknown', 'A_NEW_CODE');
    watch.end('left', 'LOGGED_OUT');
    await watch.poll();
    t.same(ended, [
      ['pushed', 'LOGGED_OUT'],
      ['unknown', 'SESSION_REVOKED'],
      ['polled', 'DEACTIVATED'],
    ]);
  },
);
