import { TestSocket } from '@kcs/testkit';
import t from 'tap';
import { createIntegerRange } from '../support/range.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

t.test('LIM-2: a user’s six sockets on two gateways share one event budget', async (t) => {
  const { api, gateways } = await startTwoGateways(t);
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  const clients = await Promise.all(
    createIntegerRange(0, 5).map((n) => TestSocket.connect(t, gateways[n % 2 === 0 ? 0 : 1].url, ada)),
  );
  // Each gateway alone receives fewer events than the limit, but the two gateways together receive more.
  const answers = await Promise.all(
    clients.flatMap((client) =>
      createIntegerRange(1, 30).map(() => client.ask('chat-typing', { roomId, isTyping: true })),
    ),
  );
  const refusedAnswers = answers.filter(({ error }) => error?.code === 'RATE_LIMITED');
  t.ok(refusedAnswers.length > 0, `${refusedAnswers.length} of ${answers.length} were refused`);
});
