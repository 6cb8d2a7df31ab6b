import t from 'tap';
import { DeliveryGate } from '../../src/health/delivery-gate.ts';
import { SessionWatch } from '../../src/sessions/session-watch.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';
import { silentLogger } from '../support/silent-logger.ts';

const registryStandIn = { sessionEnded: () => {} };

t.test(
  'a check of many sessions resumes after a failed request, and starts over if NATS reconnects in the meantime',
  async (t) => {
    const deliveryGate = new DeliveryGate();
    const checkedSessionIds: string[] = [];
    let remainingAnswerCount = 1;
    let certainCallCount = 0;
    const sessionWatch = new SessionWatch({
      logger: silentLogger,
      gate: deliveryGate,
      registry: registryStandIn,
      endedSessions: async (ids) => {
        if (remainingAnswerCount-- <= 0) throw new Error('away');
        checkedSessionIds.push(...ids);
        return [];
      },
    });
    deliveryGate.listen({
      onUncertain: () => {},
      onCertain: () => {
        certainCallCount += 1;
      },
    });
    for (let n = 0; n < 2_500; n += 1)
      sessionWatch.follow({ data: { sessionId: `s${n}` } } as unknown as ChatSocket);
    deliveryGate.natsReconnected();
    for (let turn = 1; turn <= 3; turn += 1) {
      remainingAnswerCount = 1;
      await sessionWatch.poll();
      t.equal(deliveryGate.sessionsCertain, turn === 3);
    }
    t.equal(checkedSessionIds.length, 2_500);
    t.equal(new Set(checkedSessionIds).size, 2_500);
    deliveryGate.natsReconnected();
    remainingAnswerCount = 2;
    await sessionWatch.poll();
    deliveryGate.natsReconnected();
    remainingAnswerCount = 2;
    await sessionWatch.poll();
    t.notOk(deliveryGate.sessionsCertain, 'an answer from before the loss of certainty does not count');
    t.equal(certainCallCount, 1);
  },
);

t.test(
  'sockets of an ended session are disconnected with its reason code, or as revoked if the code is unknown',
  async (t) => {
    const sessionEndedCalls: unknown[] = [];
    const createSessionSocket = (sessionId: string) =>
      ({
        data: { sessionId },
        emit: (_event: string, { code }: { code: string }) => sessionEndedCalls.push([sessionId, code]),
        disconnect: () => {},
      }) as unknown as ChatSocket;
    const sessionWatch = new SessionWatch({
      logger: silentLogger,
      gate: new DeliveryGate(),
      registry: registryStandIn,
      endedSessions: async () => [{ sessionId: 'polled', code: 'DEACTIVATED' }],
    });
    const disconnectedSocket = createSessionSocket('left');
    for (const socket of [
      createSessionSocket('pushed'),
      createSessionSocket('polled'),
      createSessionSocket('unknown'),
      disconnectedSocket,
    ])
      sessionWatch.follow(socket);
    sessionWatch.forget(disconnectedSocket);
    sessionWatch.end('pushed', 'LOGGED_OUT');
    sessionWatch.end('unknown', 'A_NEW_CODE');
    sessionWatch.end('left', 'LOGGED_OUT');
    await sessionWatch.poll();
    t.same(sessionEndedCalls, [
      ['pushed', 'LOGGED_OUT'],
      ['unknown', 'SESSION_REVOKED'],
      ['polled', 'DEACTIVATED'],
    ]);
  },
);
