import t from 'tap';
import { DeliveryGate } from '../../src/health/delivery-gate.ts';
import { SessionWatch } from '../../src/sessions/session-watch.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';
import { silentLogger } from '../support/silent-logger.ts';

const registry = { sessionEnded: () => {} };

t.test(
  'a check of many sessions resumes after a failed request, and starts over if NATS reconnects in the meantime',
  async (t) => {
    const gate = new DeliveryGate();
    const checkedSessions: string[] = [];
    let remainingAnswerCount = 1;
    let certainCallCount = 0;
    const watch = new SessionWatch({
      logger: silentLogger,
      gate,
      registry,
      endedSessions: async (ids) => {
        if (remainingAnswerCount-- <= 0) throw new Error('away');
        checkedSessions.push(...ids);
        return [];
      },
    });
    gate.listen({
      onUncertain: () => {},
      onCertain: () => {
        certainCallCount += 1;
      },
    });
    for (let n = 0; n < 2_500; n += 1)
      watch.follow({ data: { sessionId: `s${n}` } } as unknown as ChatSocket);
    gate.natsReconnected();
    for (let turn = 1; turn <= 3; turn += 1) {
      remainingAnswerCount = 1;
      await watch.poll();
      t.equal(gate.sessionsCertain, turn === 3);
    }
    t.equal(checkedSessions.length, 2_500);
    t.equal(new Set(checkedSessions).size, 2_500);
    gate.natsReconnected();
    remainingAnswerCount = 2;
    await watch.poll();
    gate.natsReconnected();
    remainingAnswerCount = 2;
    await watch.poll();
    t.notOk(gate.sessionsCertain, 'an answer from before the loss of certainty does not count');
    t.equal(certainCallCount, 1);
  },
);

t.test(
  'sockets of an ended session are disconnected with its reason code, or as revoked if the code is unknown',
  async (t) => {
    const endedCalls: unknown[] = [];
    const connectSession = (sessionId: string) =>
      ({
        data: { sessionId },
        emit: (_event: string, { code }: { code: string }) => endedCalls.push([sessionId, code]),
        disconnect: () => {},
      }) as unknown as ChatSocket;
    const watch = new SessionWatch({
      logger: silentLogger,
      gate: new DeliveryGate(),
      registry,
      endedSessions: async () => [{ sessionId: 'polled', code: 'DEACTIVATED' }],
    });
    const disconnectedSocket = connectSession('left');
    for (const socket of [
      connectSession('pushed'),
      connectSession('polled'),
      connectSession('unknown'),
      disconnectedSocket,
    ])
      watch.follow(socket);
    watch.forget(disconnectedSocket);
    watch.end('pushed', 'LOGGED_OUT');
    watch.end('unknown', 'A_NEW_CODE');
    watch.end('left', 'LOGGED_OUT');
    await watch.poll();
    t.same(endedCalls, [
      ['pushed', 'LOGGED_OUT'],
      ['unknown', 'SESSION_REVOKED'],
      ['polled', 'DEACTIVATED'],
    ]);
  },
);
