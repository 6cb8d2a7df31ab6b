import type { ChatSystem, TestSocket, TestUser } from '@kcs/testkit';
import { jetstream } from '@nats-io/jetstream';
import type { TrafficCapture } from './traffic-capture.ts';

/** Ada and Bob, who use different gateways, and the room that they share. */
interface Cast {
  readonly system: ChatSystem;
  readonly capture: TrafficCapture;
  readonly ada: TestUser;
  readonly bob: TestUser;
  readonly adaSocket: TestSocket;
  readonly bobSocket: TestSocket;
  readonly roomId: string;
}

/** Uses the system in such a way that every event occurs that users, Admins, and producers can cause. */
export async function makeEveryEvent(system: ChatSystem, capture: TrafficCapture): Promise<void> {
  const ada = await system.user({ name: 'Ada', user_type: 'Teacher' });
  const bob = await system.user({ name: 'Bob' });
  const adaSocket = await ada.connect(system.gateways[0]);
  const bobSocket = await bob.connect(system.gateways[1]);
  for (const socket of [adaSocket, bobSocket]) capture.watch(socket);
  const { id: roomId } = await system.room({ owner: ada, members: [bob], name: 'Captured' });
  const cast = { system, capture, ada, bob, adaSocket, bobSocket, roomId };
  await joinAndWrite(cast);
  await showPresence(cast);
  await meet(cast);
  await notify(cast);
  await changePeopleAndRoom(cast);
}

async function joinAndWrite({ ada, bob, adaSocket, bobSocket, roomId }: Cast): Promise<void> {
  for (const socket of [adaSocket, bobSocket]) {
    socket.emit('join-chat-rooms', { roomIds: [roomId] });
    await socket.next('chat-rooms-joined');
  }
  adaSocket.emit('send-message', { roomId, content: 'hello @Bob', client_msg_id: 'captured-1' });
  const { data: message } = await adaSocket.next('message-sent');
  await bobSocket.next('new-chat-message');
  await bobSocket.next('chat-notification', ({ type }) => type === 'mention');
  await ada.request('PATCH', `/chat/messages/${message.id}`, { content: 'good morning' });
  await bobSocket.next('chat-message-updated');
  await bob.request('PUT', `/chat/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
  await adaSocket.next('chat-message-updated', ({ reaction }) => reaction !== undefined);
  bobSocket.emit('mark-messages-seen', { roomId, messageIds: [message.id] });
  await bobSocket.next('messages-seen-acknowledged');
  await adaSocket.next('messages-seen');
  const { body: second } = await ada.request('POST', `/chat/rooms/${roomId}/messages`, { content: 'bye' });
  await bob.request('PUT', `/chat/rooms/${roomId}/seen`, { seq: second.data.seq });
  await ada.request('DELETE', `/chat/messages/${second.data.id}`);
  await bobSocket.next('chat-message-deleted');
}

async function showPresence({ adaSocket, bobSocket, roomId, ada }: Cast): Promise<void> {
  adaSocket.emit('chat-typing', { roomId, isTyping: true });
  await bobSocket.next('chat-user-typing');
  bobSocket.emit('update-chat-status', { status: 'busy' });
  await bobSocket.next('chat-status-updated');
  await adaSocket.next('chat-user-status-update', ({ status }) => status === 'busy');
  adaSocket.emit('get-room-online-users', { roomId });
  await adaSocket.next('room-online-users');
  adaSocket.emit('refresh-auth', { token: ada.token });
  await adaSocket.next('auth-refreshed');
}

async function meet({ ada, adaSocket, bobSocket, roomId }: Cast): Promise<void> {
  const { body: started } = await ada.request('POST', `/chat/rooms/${roomId}/meetings`);
  const meetingId = started.data.id;
  await bobSocket.next('chat-notification', ({ type }) => type === 'meeting_started');
  adaSocket.emit('join-meeting', { meetingId, audio: true });
  const { participantId: adaId } = await adaSocket.next('meeting-joined');
  bobSocket.emit('join-meeting', { meetingId });
  await bobSocket.next('meeting-joined');
  await adaSocket.next('meeting-participant-joined');
  bobSocket.emit('webrtc-signal', { meetingId, to: adaId, signal: { candidate: null } });
  await adaSocket.next('webrtc-signal');
  bobSocket.emit('meeting-media-state', { meetingId, audio: true, video: false });
  await adaSocket.next('meeting-media-state');
  bobSocket.emit('screen-share', { meetingId, isSharing: true });
  await adaSocket.next('screen-share');
  bobSocket.emit('chat-in-meet', { meetingId, content: 'Can you see my screen?' });
  await adaSocket.next('chat-in-meet');
  bobSocket.emit('leave-meeting', { meetingId });
  await bobSocket.next('meeting-left');
  await adaSocket.next('meeting-participant-left');
  // Bob is no longer in the meeting, so this event fails.
  bobSocket.emit('screen-share', { meetingId, isSharing: false });
  await bobSocket.next('error');
  await ada.request('POST', `/meetings/${meetingId}/end`);
  await bobSocket.next('meeting-ended');
}

async function notify({ system, capture, bob, bobSocket }: Cast): Promise<void> {
  const admin = await system.admin();
  const account = { name: 'captured-producer', scopes: ['notifications:write'] };
  await admin.request('POST', '/service-accounts', account);
  const document = { id: 'captured-1', type: 'homework_due', title: 'Fractions', to: [{ user_id: bob.id }] };
  await jetstream(capture.nats).publish(`chat.notify.${account.name}`, JSON.stringify(document));
  const { id } = await bobSocket.next('chat-notification', ({ source }) => source === account.name);
  await bob.request('POST', '/chat/notifications/seen', { ids: [id] });
  await bobSocket.next('notifications-seen');
}

async function changePeopleAndRoom({
  system,
  capture,
  ada,
  bob,
  adaSocket,
  bobSocket,
  roomId,
}: Cast): Promise<void> {
  const admin = await system.admin();
  await admin.request('PATCH', `/users/${bob.id}`, { name: 'Bobby' });
  await adaSocket.next('chat-user-updated');
  await bob.request('PATCH', `/chat/rooms/${roomId}`, { notification_level: 'mentions' });
  await bobSocket.next('chat-room-settings-changed');
  await ada.request('PATCH', `/chat/rooms/${roomId}`, { name: 'Captured again' });
  await bobSocket.next('chat-room-updated');
  const carl = await system.user({ name: 'Carl' });
  await ada.request('POST', `/chat/rooms/${roomId}/members`, { user_ids: [carl.id] });
  await bobSocket.next('room-members-changed');
  bobSocket.emit('leave-chat-room', { roomId });
  await bobSocket.next('chat-room-left');
  await ada.request('DELETE', `/chat/rooms/${roomId}`);
  await bobSocket.next('chat-room-deleted');
  await bob.request('POST', '/auth/logout');
  await bobSocket.next('session-ended');
  await system.until(() => capture.has('notices', 'sessions-ended'));
}
