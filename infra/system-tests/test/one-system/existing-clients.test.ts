import { createRequire } from 'node:module';
import { TestSocket, type TestUser } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { getRunningSystem } from './system.ts';

const ISO_TIME_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
/** The connection options that are common in existing applications. */
const EXISTING_CLIENT_OPTIONS = {
  transports: ['websocket', 'polling'],
  reconnection: true,
  reconnectionAttempts: 5,
  reconnectionDelay: 1_000,
};

/**
 * Existing clients emit events without callbacks and listen for the reply events. The protocol may add fields to these
 * events, but it never removes one.
 */
t.test('clients that follow the published guide work unchanged', async (t) => {
  const system = await getRunningSystem();
  const password = 'password of the guide';
  const john = await system.user({ name: 'John Doe', user_type: 'Teacher', password });
  const jane = await system.user({ name: 'Jane Smith', user_type: 'Student' });
  const connectExistingClient = async (user: TestUser) => {
    const socket = new TestSocket(system.socketUrl, {
      auth: { token: user.token },
      ...EXISTING_CLIENT_OPTIONS,
    });
    system.sockets.add(socket);
    await socket.connects();
    return socket;
  };
  const [johns, janes] = [await connectExistingClient(john), await connectExistingClient(jane)];
  const room = await system.room({ owner: john, members: [jane], room_type: 'direct' });
  const sendMessage = async (t: Test, content: string) => {
    const messagesPath = `/chat/rooms/${room.id}/messages`;
    const { status, body } = await john.request('POST', messagesPath, { content, message_type: 'text' });
    t.equal(status, 201);
    t.match(body, { success: true, data: { content, message_type: 'text' } });
    return body.data;
  };

  t.test('login and the list of rooms return the responses shown in the guide', async (t) => {
    const response = await fetch(`${system.frontDoor}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: john.email, password }),
    });
    t.match(await response.json(), { success: true, data: { token: /^\S+\.\S+\.\S+$/ } });
    const { body } = await john.request('GET', '/chat/rooms');
    t.match(body, { success: true, data: [{ id: room.id }] });
  });

  t.test('a new direct chat is announced to the other person', async (t) => {
    t.match(await janes.next('chat-notification'), {
      type: 'new_chat',
      data: {
        roomId: room.id,
        roomName: 'John Doe & Jane Smith',
        initiatedBy: john.id,
        initiatorName: 'John Doe',
      },
      timestamp: ISO_TIME_PATTERN,
    });
  });

  t.test('the server confirms a join with an event', async (t) => {
    for (const socket of [johns, janes]) {
      socket.emit('join-chat-rooms', { roomIds: [room.id] });
      t.match(await socket.next('chat-rooms-joined'), {
        success: true,
        rooms: [room.id],
        message: 'Successfully joined chat rooms',
      });
    }
  });

  t.test('a message sent by REST reaches everyone in the room, including the sender', async (t) => {
    const { id } = await sendMessage(t, 'Hello everyone!');
    for (const socket of [johns, janes]) {
      t.match(await socket.next('new-chat-message'), {
        type: 'new_message',
        data: {
          id,
          room_id: room.id,
          sender_id: john.id,
          content: 'Hello everyone!',
          message_type: 'text',
          created_at: ISO_TIME_PATTERN,
        },
        timestamp: ISO_TIME_PATTERN,
      });
    }
  });

  t.test('the typing indicator starts and stops for the other person', async (t) => {
    for (const isTyping of [true, false]) {
      johns.emit('chat-typing', { roomId: room.id, isTyping });
      t.match(await janes.next('chat-user-typing'), {
        ...{ userId: john.id, userName: 'John Doe', roomId: room.id, isTyping },
        timestamp: ISO_TIME_PATTERN,
      });
    }
  });

  t.test('marking messages as seen is acknowledged to the reader and shown to the others', async (t) => {
    const { id } = await sendMessage(t, 'Please read');
    janes.emit('mark-messages-seen', { roomId: room.id, messageIds: [id] });
    await janes.next('messages-seen-acknowledged');
    t.match(await johns.next('messages-seen'), {
      ...{ userId: jane.id, roomId: room.id, messageIds: [id] },
      timestamp: ISO_TIME_PATTERN,
    });
  });

  t.test('the deletion of a message is announced to the room', async (t) => {
    const { id } = await sendMessage(t, 'Oops');
    t.match((await john.request('DELETE', `/chat/messages/${id}`)).body, { success: true });
    t.match(await janes.next('chat-message-deleted'), {
      type: 'message_deleted',
      data: { messageId: id, deletedBy: john.id, timestamp: ISO_TIME_PATTERN },
    });
  });

  t.test('a status change reaches the other person', async (t) => {
    for (const status of ['away', 'busy', 'online'] as const) {
      janes.emit('update-chat-status', { status });
      const isStatusOfJane = (update: { userId: string; status: string }) =>
        update.userId === jane.id && update.status === status;
      t.match(await johns.next('chat-user-status-update', isStatusOfJane), {
        ...{ userId: jane.id, isOnline: true },
        ...{ lastSeen: ISO_TIME_PATTERN, timestamp: ISO_TIME_PATTERN },
      });
    }
  });

  t.test('the online users of a room are listed with name and type', async (t) => {
    johns.emit('get-room-online-users', { roomId: room.id });
    const { roomId, users, count } = await johns.next('room-online-users');
    t.same([roomId, count], [room.id, 2]);
    t.match(
      users.toSorted((a, b) => a.userName.localeCompare(b.userName)),
      [
        { userId: jane.id, userName: 'Jane Smith', userType: 'Student' },
        { userId: john.id, userName: 'John Doe', userType: 'Teacher' },
      ],
    );
  });

  t.test('after leave-chat-room, no more events from the room arrive', async (t) => {
    janes.emit('leave-chat-room', { roomId: room.id });
    t.match(await janes.next('chat-room-left'), { success: true, roomId: room.id });
    const janesMessageCountBefore = janes.all('new-chat-message').length;
    const { id } = await sendMessage(t, 'Is anybody there?');
    await johns.next('new-chat-message', ({ data }) => data.id === id);
    // The reply to this later request proves that all earlier events have arrived.
    await janes.ask('get-room-online-users', { roomId: room.id });
    t.equal(janes.all('new-chat-message').length, janesMessageCountBefore);
  });

  t.test('an Admin can read the connection statistics', async (t) => {
    const admin = await system.admin();
    const fetchWebSocketStats = () => admin.request('GET', '/chat/admin/websocket-stats');
    const { body } = await system.until(async () => {
      const response = await fetchWebSocketStats();
      return response.body.data.activeChatRooms > 0 && response;
    }, 15_000);
    t.match(body, {
      success: true,
      data: {
        ...{ totalConnections: Number, totalUsers: Number, activeChatRooms: Number },
        ...{ message: 'Real-time chat statistics', timestamp: ISO_TIME_PATTERN },
      },
    });
  });

  t.test('a script that loads socket.io-client with require() connects and receives events', async (t) => {
    const { io } = createRequire(import.meta.url)('socket.io-client') as typeof import('socket.io-client');
    const socket = io(system.socketUrl, { auth: { token: jane.token }, forceNew: true });
    t.teardown(() => socket.close());
    const messagePromise = new Promise((resolve) => socket.once('new-chat-message', resolve));
    await new Promise<void>((resolve) => {
      socket.on('connect', () => socket.emit('join-chat-rooms', { roomIds: [room.id] }));
      socket.once('chat-rooms-joined', () => resolve());
    });
    const { id } = await sendMessage(t, 'Hello, script');
    t.match(await messagePromise, { type: 'new_message', data: { id } });
  });
});
