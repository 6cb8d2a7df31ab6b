import { setTimeout as sleep } from 'node:timers/promises';
import { ChatError, NOTICES } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import { eventually, TestSocket } from '@kcs/testkit';
import { createClient } from 'redis';
import t from 'tap';
import { MeetingStore } from '../../src/meetings/meeting-store.ts';
import type { StandInUser } from '../support/services-stand-in.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

const HEARTBEAT_INTERVAL_MS = 200;
const LEASE_DURATION_MS = 2_000;

t.test('meetings on two gateways survive lost messages between the services', async (t) => {
  const { api, gateways, servers } = await startTwoGateways(t, {
    GATEWAY_BEAT_MS: String(HEARTBEAT_INTERVAL_MS),
    GATEWAY_LEASE_MS: String(LEASE_DURATION_MS),
  });
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const adminClient = createClient({ url: servers.redis.urlOf('admin'), RESP: 3 });
  await adminClient.connect();
  t.teardown(() => adminClient.destroy());
  const meetingStore = new MeetingStore({
    client: adminClient,
    leaseMs: LEASE_DURATION_MS,
    heartbeatMs: HEARTBEAT_INTERVAL_MS,
    maxParticipants: 8,
  });
  const readParticipantIds = async (meetingId: string) => {
    const { participants } = await meetingStore.readRoster(meetingId);
    return participants.map(({ participantId }) => participantId).sort();
  };
  const joinMeeting = async (user: StandInUser, gateway: 0 | 1, meetingId: string) => {
    const socket = await TestSocket.connect(t, gateways[gateway].url, user);
    const { participantId } = await socket.ask('join-meeting', { meetingId });
    return { socket, participantId };
  };
  const startMeetingOfTwo = async () => {
    const roomId = await api.room(ada, bob);
    const meetingId = api.meeting(roomId);
    const adaInMeeting = await joinMeeting(ada, 0, meetingId);
    const bobInMeeting = await joinMeeting(bob, 1, meetingId);
    await adaInMeeting.socket.next(
      'meeting-participant-joined',
      ({ from }) => from === bobInMeeting.participantId,
    );
    return { roomId, meetingId, a: adaInMeeting, b: bobInMeeting };
  };
  const requestRefusalCode = async (socket: TestSocket, event: string, payload: object) =>
    (await socket.ask(event, payload)).error?.code;

  t.test('the removal of a member and the deletion of a room take effect without a report', async (t) => {
    api.hooks.beforeReportReply = () => {
      throw new ChatError('UNAVAILABLE');
    };
    const { roomId, meetingId, a: adaInMeeting, b: bobInMeeting } = await startMeetingOfTwo();
    await api.remove(roomId, ada, bob);
    t.match(await bobInMeeting.socket.next('meeting-left'), {
      participantId: bobInMeeting.participantId,
      reason: 'removed',
    });
    await adaInMeeting.socket.next(
      'meeting-participant-left',
      ({ from }) => from === bobInMeeting.participantId,
    );
    await api.publish(
      api.log.append(roomId, 'room-deleted', {
        roomId,
        deletedBy: ada.id,
        timestamp: new Date().toISOString(),
      }),
    );
    t.match(await adaInMeeting.socket.next('meeting-ended'), { meetingId, roomId, reason: 'room-deleted' });
    api.hooks.beforeReportReply = undefined;
  });

  t.test('only members of the room learn of the start and end of a meeting (MEET-1, MEET-2)', async (t) => {
    const roomId = await api.room(ada);
    const adaSocket = await TestSocket.connect(t, gateways[0].url, ada);
    const strangerSockets = await Promise.all(
      gateways.map((gateway) => TestSocket.connect(t, gateway.url, bob)),
    );
    const timestamp = new Date().toISOString();
    const meeting = { meetingId: newId('meet'), roomId, timestamp };
    const startNotice = { ...meeting, roomName: 'A room', startedBy: ada.id, starterName: 'Ada' };
    api.nc.publish(NOTICES.meetingStarted.subject, JSON.stringify(startNotice));
    api.nc.publish(NOTICES.meetingEnded.subject, JSON.stringify({ ...meeting, reason: 'ended' }));
    const settings = { roomId, muted: true, notificationLevel: 'none', hidden: false, timestamp };
    const laterNotice = { userId: bob.id, ...settings };
    api.nc.publish(NOTICES.roomSettingsChanged.subject, JSON.stringify(laterNotice));
    t.match(await adaSocket.next('chat-notification', ({ type }) => type === 'meeting_started'), {
      data: { meetingId: meeting.meetingId },
    });
    t.match(await adaSocket.next('meeting-ended'), { meetingId: meeting.meetingId, reason: 'ended' });
    for (const socket of strangerSockets) {
      await socket.next('chat-room-settings-changed');
      t.same([...socket.all('chat-notification'), ...socket.all('meeting-ended')], []);
    }
  });

  t.test('a removal that every gateway missed takes effect with the next report', async (t) => {
    const { roomId, meetingId, a: adaInMeeting, b: bobInMeeting } = await startMeetingOfTwo();
    api.log.changeMembers(roomId, ada.id, [], [bob.id]);
    t.match(await bobInMeeting.socket.next('meeting-left'), {
      participantId: bobInMeeting.participantId,
      reason: 'removed',
    });
    await adaInMeeting.socket.next(
      'meeting-participant-left',
      ({ from }) => from === bobInMeeting.participantId,
    );
    t.equal(
      await requestRefusalCode(bobInMeeting.socket, 'chat-in-meet', { meetingId, content: 'hi' }),
      'NOT_IN_MEETING',
    );
  });

  t.test('an end that every gateway missed takes effect with the next report', async (t) => {
    const { meetingId, a: adaInMeeting, b: bobInMeeting } = await startMeetingOfTwo();
    api.log.meetings.delete(meetingId);
    for (const { socket } of [adaInMeeting, bobInMeeting])
      t.match(await socket.next('meeting-ended'), { meetingId, reason: 'ended' });
  });

  t.test(
    'a join fails if the user is removed from the room or the meeting ends during the join',
    async (t) => {
      const roomId = await api.room(ada, bob);
      const meetingId = api.meeting(roomId);
      const adaInMeeting = await joinMeeting(ada, 0, meetingId);
      const otherSocket = await TestSocket.connect(t, gateways[1].url, bob);
      const joiningSocket = await TestSocket.connect(t, gateways[1].url, bob);
      api.hooks.beforeMeetingReply = async () => {
        api.hooks.beforeMeetingReply = undefined;
        await api.remove(roomId, ada, bob);
        await otherSocket.next('room-members-changed');
      };
      t.equal(await requestRefusalCode(joiningSocket, 'join-meeting', { meetingId }), 'MEETING_NOT_FOUND');

      api.hooks.beforeMeetingReply = async () => {
        api.hooks.beforeMeetingReply = undefined;
        const endNotice = { meetingId, roomId, reason: 'ended', timestamp: new Date().toISOString() };
        api.nc.publish(NOTICES.meetingEnded.subject, JSON.stringify(endNotice));
        await adaInMeeting.socket.next('meeting-ended');
      };
      const lateJoiner = await TestSocket.connect(t, gateways[0].url, ada);
      t.equal(await requestRefusalCode(lateJoiner, 'join-meeting', { meetingId }), 'MEETING_ENDED');
      t.same(adaInMeeting.socket.all('meeting-participant-joined'), []);
    },
  );

  t.test('an unannounced change to the roster is noticed within a heartbeat', async (t) => {
    const { meetingId, a: adaInMeeting, b: bobInMeeting } = await startMeetingOfTwo();
    const unannouncedParticipant = {
      participantId: newId('part'),
      userId: ada.id,
      userName: 'Ada',
      audio: true,
      video: true,
      isSharing: false,
      holder: newId('part'),
    };
    await meetingStore.join({
      meetingId,
      participant: unannouncedParticipant,
      formerId: undefined,
      replacesMedia: false,
    });
    for (const { socket } of [adaInMeeting, bobInMeeting]) {
      t.match(
        await socket.next(
          'meeting-participant-joined',
          ({ from }) => from === unannouncedParticipant.participantId,
        ),
        { participant: { audio: true, video: true } },
      );
      await socket.next(
        'meeting-participant-left',
        ({ from }) => from === unannouncedParticipant.participantId,
      );
    }
  });

  t.test('after Redis has lost its data, everyone is in the meeting again under the same id', async (t) => {
    const { meetingId, a: adaInMeeting, b: bobInMeeting } = await startMeetingOfTwo();
    await adminClient.flushAll();
    adaInMeeting.socket.emit('meeting-media-state', { meetingId, audio: true, video: false });
    const lateJoiner = await joinMeeting(ada, 0, meetingId);
    await eventually(
      'everyone is in the meeting again',
      async () => (await readParticipantIds(meetingId)).length >= 3,
    );
    const { participants } = await lateJoiner.socket.ask('join-meeting', { meetingId });
    const participantIds = [adaInMeeting, bobInMeeting, lateJoiner]
      .map(({ participantId }) => participantId)
      .sort();
    t.same(participants.map((one: { participantId: string }) => one.participantId).sort(), participantIds);
    adaInMeeting.socket.emit('webrtc-signal', {
      meetingId,
      to: bobInMeeting.participantId,
      signal: { n: 1 },
    });
    await bobInMeeting.socket.next('webrtc-signal');
  });

  t.test('a socket that joins again after Redis has lost its data keeps its only place', async (t) => {
    const { meetingId, a: adaInMeeting, b: bobInMeeting } = await startMeetingOfTwo();
    await adminClient.flushAll();
    const { participantId } = await bobInMeeting.socket.ask('join-meeting', { meetingId });
    t.equal(participantId, bobInMeeting.participantId);
    await eventually('Ada is in the meeting again', async () =>
      (await readParticipantIds(meetingId)).includes(adaInMeeting.participantId),
    );
    await sleep(3 * HEARTBEAT_INTERVAL_MS);
    t.same(await readParticipantIds(meetingId), [adaInMeeting.participantId, participantId].sort());
  });

  t.test('a new place is given up if the connection is lost during the join', async (t) => {
    const { meetingId, a: adaInMeeting, b: bobInMeeting } = await startMeetingOfTwo();
    const { version } = await meetingStore.readRoster(meetingId);
    const joiningSocket = await TestSocket.connect(t, gateways[1].url, bob);
    api.hooks.beforeMeetingReply = async () => {
      api.hooks.beforeMeetingReply = undefined;
      await joiningSocket.close();
      await sleep(HEARTBEAT_INTERVAL_MS);
    };
    const joinRequestedAt = performance.now();
    joiningSocket.emit('join-meeting', { meetingId });
    const roster = await eventually('the new place to be given up', async () => {
      const currentRoster = await meetingStore.readRoster(meetingId);
      return currentRoster.version > version && currentRoster.participants.length === 2 && currentRoster;
    });
    t.ok(performance.now() - joinRequestedAt < LEASE_DURATION_MS, 'before the lease ends');
    t.same(
      roster.participants.map(({ participantId }) => participantId).sort(),
      [adaInMeeting.participantId, bobInMeeting.participantId].sort(),
    );
  });

  t.test('a place whose connection was lost is given up when the session ends', async (t) => {
    const { a: adaInMeeting, b: bobInMeeting } = await startMeetingOfTwo();
    await bobInMeeting.socket.close();
    const endNotice = { userId: bob.id, sessionIds: [bob.sessionId], code: 'LOGGED_OUT' };
    const closedAt = performance.now();
    api.nc.publish(NOTICES.sessionsEnded.subject, JSON.stringify(endNotice));
    await adaInMeeting.socket.next(
      'meeting-participant-left',
      ({ from }) => from === bobInMeeting.participantId,
    );
    t.ok(performance.now() - closedAt < LEASE_DURATION_MS - HEARTBEAT_INTERVAL_MS, 'before the lease ends');
  });
});
