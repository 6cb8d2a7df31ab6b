import { eventually } from '@kcs/testkit';
import t from 'tap';
import {
  PushedNotifications,
  type PushedNotificationsOptions,
} from '../../src/delivery/pushed-notifications.ts';

const notification = {
  id: `notif_${'0'.repeat(26)}`,
  type: 'homework_due',
  data: {},
  timestamp: new Date().toISOString(),
};

t.test('NOTIFY-7: a pushed notification waits for the delivery gate, and repeats are dropped', async (t) => {
  const gate = { canDeliver: false };
  const emittedRooms: string[][] = [];
  const notifications = new PushedNotifications({
    gate,
    sockets: { emit: (rooms: string[]) => emittedRooms.push([...rooms]) },
    registry: { user: (id: string) => (id === 'elsewhere' ? undefined : { id }) },
  } as unknown as PushedNotificationsOptions);
  notifications.receive({ userIds: ['ada', 'bob', 'elsewhere'], notification });
  t.same(emittedRooms, []);
  gate.canDeliver = true;
  await eventually('the notification', () => emittedRooms.length > 0);
  notifications.receive({ userIds: ['bob', 'cleo'], notification });
  notifications.receive({ userIds: ['elsewhere'], notification });
  t.same(emittedRooms, [['user:ada', 'user:bob'], ['user:cleo']]);
});
