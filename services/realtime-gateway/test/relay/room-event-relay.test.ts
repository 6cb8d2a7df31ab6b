import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import type { FanOut } from '../../src/relay/redis-publisher.ts';
import { fanOutEvent } from '../../src/relay/room-event-relay.ts';

/** What goes to whom of event 5, which is so old, where this gateway's room is at `position`. */
async function wayOf(
  kind: RoomEvent['kind'],
  ageMs: number,
  position: number | undefined,
): Promise<string[]> {
  const way: string[] = [];
  const created_at = new Date(Date.now() - ageMs).toISOString();
  const note = (to: string) => async () => void way.push(to);
  await fanOutEvent({ room_id: 'r', seq: 5, kind, data: {}, created_at } as never, {
    fanOut: { publishRoomEvent: note('gateways'), publishMemberEvent: note('members') } as unknown as FanOut,
    offer: () => void way.push('own'),
    position: () => position,
  });
  return way;
}

t.test('an old event that the log gave everybody is not published again; any other is', async (t) => {
  const all = ['gateways', 'own'];
  t.same(await wayOf('message-created', 20_000, 5), ['own']);
  t.same(await wayOf('message-created', 20_000, 4), all, 'not released here yet');
  t.same(await wayOf('message-created', 20_000, undefined), all, 'not open here');
  t.same(await wayOf('message-created', 1_000, 5), all, 'young: the others may not have it');
  t.same(
    await wayOf('members-changed', 20_000, 5),
    ['members', 'own'],
    'who did not join hears only this way',
  );
});
