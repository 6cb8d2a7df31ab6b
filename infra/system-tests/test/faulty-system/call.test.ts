import { CallRehearsal } from '@kcs/bench';
import t from 'tap';
import { getSharedSystem } from './system.ts';

t.test('a call between two people continues when a gateway dies', { timeout: 90_000 }, async (t) => {
  const system = await getSharedSystem();
  const [ada, bob] = [await system.user({ name: 'Ada' }), await system.user({ name: 'Bob' })];
  const room = await system.room({ owner: ada, members: [bob], name: 'Class 1' });
  const rehearsal = await CallRehearsal.start(t, { system, users: [ada, bob], roomId: room.id });

  await rehearsal.join();
  await rehearsal.shareScreen();
  await rehearsal.chat();
  await rehearsal.killGateway();
  await rehearsal.leave();
  await system.gateways[1]?.start();
  for (const { name, value, limit, isWithinLimit } of rehearsal.figures)
    t.ok(isWithinLimit, `${name}: ${Math.round(value)}, ${limit}`);
});
