import type { TestSystem } from '@kcs/testkit';

/**
 * Uses the system so that all names that it stores or serves exist afterward, including Redis keys and metric labels.
 * Two users on two gateways create a room, send a message, react, type, mark the message as seen, change a status, and
 * start a meeting. One login fails.
 */
export async function makeTraffic(system: TestSystem): Promise<void> {
  const ada = await system.user({ name: 'Ada' });
  const bob = await system.user({ name: 'Bob' });
  await ada.request('POST', '/auth/login', { email: 'nobody@school.example', password: 'wrong' });
  const adaSocket = await ada.connect(system.gateways[0]);
  const bobSocket = await bob.connect(system.gateways[1]);
  const room = await system.room({ owner: ada, members: [bob], name: 'Names' });
  await adaSocket.join([room.id]);
  await bobSocket.join([room.id]);
  const sendReply = await adaSocket.ask('send-message', { roomId: room.id, content: 'hello' });
  await bobSocket.next('new-chat-message');
  await ada.request('PUT', `/chat/messages/${sendReply.data.id}/reactions/%F0%9F%91%8D`);
  await bobSocket.next('chat-message-updated');
  adaSocket.emit('chat-typing', { roomId: room.id, isTyping: true });
  await bobSocket.next('chat-user-typing');
  await bobSocket.ask('mark-messages-seen', { roomId: room.id, messageIds: [sendReply.data.id] });
  await bobSocket.ask('update-chat-status', { status: 'busy' });
  await adaSocket.next('chat-user-status-update');
  await adaSocket.ask('get-room-online-users', { roomId: room.id });
  const { body: started } = await ada.request('POST', `/chat/rooms/${room.id}/meetings`);
  await adaSocket.ask('join-meeting', { meetingId: started.data.id });
}
