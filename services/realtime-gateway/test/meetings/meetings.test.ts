import { ChatError, NOTICES } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { TestSocket } from '@kcs/testkit';
import { createClient } from 'redis';
import t from 'tap';
import { MeetingStore } from '../../src/meetings/meeting-store.ts';
import type { StandInUser } from '../support/services-stand-in.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

const HEARTBEAT_MS = 200;
const LEASE_MS = 2_000;

t.test('meetings on two gateways, when messages between the services are lost', async (t) => {
  const { api, gateways, servers } = await startTwoGateways(t, {
    GATEWAY_BEAT_MS: String(HEARTBEAT_MS),
    GATEWAY_LEASE_MS: String(LEASE_MS),
  });
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const operator = createClient({ url: servers.redis.urlOf('admin'), RESP: 3 });
  await operator.connect();
  t.teardown(() => operator.destroy());
  const join = async (user: StandInUser, gateway: 0 | 1, meetingId: string) => {
    const socket = await TestSocket.connect(t, gateways[gateway].url, user);
    const { participantId } = await socket.ask('join-meeting', { meetingId });
    return { socket, participantId };
  };
  const startCall = async () => {
    const roomId = await api.room(ada, bob);
    const meetingId = api.meeting(roomId);
    const a = await join(ada, 0, meetingId);
    const b = await join(bob, 1, meetingId);
    await a.socket.next('meeting-participant-joined', ({ from }) => from === b.participantId);
    return { roomId, meetingId, a, b };
  };
  const refusal = async (socket: TestSocket, event: string, payload: object) =>
    (await socket.ask(event, payload)).error?.code;

  t.test('a removal, and the deletion of the room, take effect without a report', async (t) => {
    api.hooks.beforeReportReply = () => {
      throw new ChatError('UNAVAILABLE');
    };
    const { roomId, meetingId, a, b } = await startCall();
    await api.remove(roomId, ada, bob);
    t.match(await b.socket.next('meeting-left'), { participantId: b.participantId, reason: 'removed' });
    await a.socket.next('meeting-participant-left', ({ from }) => from === b.participantId);
    await api.publish(
      api.log.append(roomId, 'room-deleted', {
        roomId,
        deletedBy: ada.id,
        timestamp: new Date().toISOString(),
      }),
    );
    t.match(await a.socket.next('meeting-ended'), { meetingId, roomId, reason: 'room-deleted' });
    api.hooks.beforeReportReply = undefined;
  });

  t.test('a removal that no gateway received takes effect with the next report', async (t) => {
    const { roomId, meetingId, a, b } = await startCall();
    api.log.changeMembers(roomId, ada.id, [], [bob.id]);
    t.match(await b.socket.next('meeting-left'), { participantId: b.participantId, reason: 'removed' });
    await a.socket.next('meeting-participant-left', ({ from }) => from === b.participantId);
    t.equal(await refusal(b.socket, 'chat-in-meet', { meetingId, content: 'hi' }), 'NOT_IN_MEETING');
  });

  t.test('an end that no gateway received takes effect with the next report', async (t) => {
    const { meetingId, a, b } = await startCall();
    api.log.meetings.delete(meetingId);
    for (const { socket } of [a, b])
      t.match(await socket.next('meeting-ended'), { meetingId, reason: 'ended' });
  });

  t.test(
    'a join fails if the user is removed from the room or the meeting ends during the join',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const meetingId = api.meeting(roomId);
      const a = await join(ada, 0, meetingId);
      const other = await TestSocket.connect(t, gateways[1].url, bob);
      const joining = await TestSocket.connect(t, gateways[1].url, bob);
      api.hooks.beforeMeetingReply = async () => {
        api.hooks.beforeMeetingReply = undefined;
        await api.remove(roomId, ada, bob);
        await other.next('room-members-changed');
      };
      t.equal(await refusal(joining, 'join-meeting', { meetingId }), 'MEETING_NOT_FOUND');

      api.hooks.beforeMeetingReply = async () => {
        api.hooks.beforeMeetingReply = undefined;
        const end = { meetingId, roomId, reason: 'ended', timestamp: new Date().toISOString() };
        api.nc.publish(NOTICES.meetingEnded.subject, JSON.stringify(end));
        await a.socket.next('meeting-ended');
      };
      const late = await TestSocket.connect(t, gateways[0].url, ada);
      t.equal(await refusal(late, 'join-meeting', { meetingId }), 'MEETING_ENDED');
      t.same(a.socket.all('meeting-participant-joined'), []);
    },
  );

  t.test('a change of the roster that nobody announced is noticed within a heartbeat', async (t) => {
    const { meetingId, a, b } = await startCall();
    const store = new MeetingStore({
      client: operator,
      leaseMs: LEASE_MS,
      heartbeatMs: HEARTBEAT_MS,
      maxParticipants: 8,
    });
    const participant = {
      participantId: newId('part'),
      userId: ada.id,
      userName: 'Ada',
      audio: true,
      video: true,
      isSharing: false,
      holder: newId('part'),
    };
    await store.join({ meetingId, participant, formerId: undefined, replacesMedia: false });
    for (const { socket } of [a, b]) {
      t.match(
        await socket.next('meeting-participant-joined', ({ from }) => from === participant.participantId),
        { participant: { audio: true, video: true } },
      );
      await socket.next('meeting-participant-left', ({ from }) => from === participant.participantId);
    }
  });

  t.test('after Redis has lost its data, everyone is in the meeting again under the same id', async (t) => {
    const { meetingId, a, b } = await startCall();
    await operator.flushAll();
    a.socket.emit('meeting-media-state', { meetingId, audio: true, video: false });
    const late = await join(ada, 0, meetingId);
    await late.socket
      .first('meeting-participant-joined', ({ from }) => from === b.participantId)
      .catch(() => {});
    const { participants } = await late.socket.ask('join-meeting', { meetingId });
    const ids = [a, b, late].map(({ participantId }) => participantId).sort();
    t.same(participants.map((one: { participantId: string }) => one.participantId).sort(), ids);
    a.socket.emit('webrtc-signal', { meetingId, to: b.participantId, signal: { n: 1 } });
    await b.socket.next('webrtc-signal');
  });

  t.test('a place whose connection was lost is given up when the session ends', async (t) => {
    const { a, b } = await startCall();
    await b.socket.close();
    const end = { userId: bob.id, sessionIds: [bob.sessionId], code: 'LOGGED_OUT' };
    const closedAt = performance.now();
    api.nc.publish(NOTICES.sessionsEnded.subject, JSON.stringify(end));
    await a.socket.next('meeting-participant-left', ({ from }) => from === b.participantId);
    t.ok(performance.now() - closedAt < LEASE_MS / 2, 'before the lease ends');
  });
});
