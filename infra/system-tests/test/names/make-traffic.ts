import type { System } from '@kcs/testkit';

/**
 * Performs each action that creates a stored or served name: a failed login, a room, a message, a reaction, typing, a
 * status, and receipts. Two users on two gateways perform the actions.
 */
export async function makeTraffic(system: System): Promise<void> {
  const ada = await system.user({ name: 'Ada' });
  const bob = await system.user({ name: 'Bob' });
  await ada.request('POST', '/auth/login', { email: 'nobody@school.example', password: 'wrong' });
  const a = await ada.connect(system.gateways[0]);
  const b = await bob.connect(system.gateways[1]);
  const room = await system.room({ owner: ada, members: [bob], name: 'Names' });
  await a.join([room.id]);
  await b.join([room.id]);
  const sent = await a.ask('send-message', { roomId: room.id, content: 'hello' });
  await b.next('new-chat-message');
  await ada.request('PUT', `/chat/messages/${sent.data.id}/reactions/%F0%9F%91%8D`);
  await b.next('chat-message-updated');
  a.emit('chat-typing', { roomId: room.id, isTyping: true });
  await b.next('chat-user-typing');
  await b.ask('mark-messages-seen', { roomId: room.id, messageIds: [sent.data.id] });
  await b.ask('update-chat-status', { status: 'busy' });
  await a.next('chat-user-status-update');
  await a.ask('get-room-online-users', { roomId: room.id });
}
