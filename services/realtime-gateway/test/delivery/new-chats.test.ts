import { eventually } from '@kcs/testkit';
import t from 'tap';
import { NewChatDelivery, type NewChatDeliveryOptions } from '../../src/delivery/new-chats.ts';

const newChat = {
  roomId: 'r',
  seq: 1,
  userIds: ['ada', 'elsewhere'],
  roomName: 'A room',
  by: { userId: 'bob', name: 'Bob' },
  body: 'Bob added you to A room',
  at: new Date().toISOString(),
};

t.test('a new chat waits for the delivery gate, and each local user is notified once', async (t) => {
  const deliveryGate = { canDeliver: false };
  const emittedEvents: unknown[] = [];
  const newChatDelivery = new NewChatDelivery({
    gate: deliveryGate,
    sockets: { emit: (rooms: string[], event: string) => emittedEvents.push([...rooms, event]) },
    registry: { user: (id: string) => (id === 'ada' ? { sockets: new Set() } : undefined) },
  } as unknown as NewChatDeliveryOptions);
  newChatDelivery.receive(newChat);
  newChatDelivery.receive(newChat);
  t.same(emittedEvents, []);
  deliveryGate.canDeliver = true;
  await eventually('the notification', () => emittedEvents.length > 0);
  t.same(emittedEvents, [['user:ada', 'chat-notification']]);
  newChatDelivery.receive({ ...newChat, seq: 2 });
  t.equal(emittedEvents.length, 2, 'immediately while the gate is open');
});
