import { CallRehearsal } from '@kcs/bench';
import { startSystem } from '@kcs/testkit';
import t from 'tap';

t.setTimeout(90_000);

t.test('a call between two people continues when a gateway dies', async (t) => {
  const system = await startSystem(t, { gateways: 2 });
  const [ada, bob] = [await system.user({ name: 'Ada' }), await system.user({ name: 'Bob' })];
  const room = await system.room({ owner: ada, members: [bob], name: 'Class 1' });
  const rehearsal = await CallRehearsal.start(t, { system, users: [ada, bob], roomId: room.id });

  await rehearsal.join();
  await rehearsal.shareScreen();
  await rehearsal.chat();
  await rehearsal.killGateway();
  await rehearsal.leave();
  for (const { name, value, limit, isWithinLimit } of rehearsal.figures)
    t.ok(isWithinLimit, `${name}: ${Math.round(value)}, ${limit}`);
});
