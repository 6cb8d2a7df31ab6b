import { CHAT_API_REQUESTS, NOTICES } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { expectNotice } from '../support/expect-notice.ts';
import { type LoggedInUser, startApi } from '../support/start-api.ts';

t.test('meetings over REST and the bus', async (t) => {
  const api = await startApi(t, {
    STUN_URLS: 'stun:stun.school.example',
    TURN_URLS: 'turns:turn.school.example:5349?transport=tcp',
    TURN_SECRET: 'shared-with-the-turn-server',
  });
  const [ada, bob, eve] = [
    await api.user({ name: 'Ada' }),
    await api.user({ name: 'Bob' }),
    await api.user(),
  ];
  const createRoom = async (owner: LoggedInUser = ada): Promise<string> => {
    const roomBody = { room_type: 'group', name: 'Class 4b', member_ids: [bob.id] };
    return (await owner.rest('POST', '/chat/rooms', roomBody)).body.data.id;
  };
  const startMeetingAs = async (user: LoggedInUser, roomId: string) =>
    (await user.rest('POST', `/chat/rooms/${roomId}/meetings`)).body.data;
  const reportParticipants = (meetingId: string, userIds: string[]) =>
    sendRequest(api.bus, CHAT_API_REQUESTS.reportMeetings, { meetings: [{ meetingId, userIds }] });

  t.test('many simultaneous starts on two replicas create one meeting and one notice (MEET-1)', async (t) => {
    const roomId = await createRoom();
    const secondReplica = await api.replica();
    const noticedMeetingIds: string[] = [];
    const { notice } = await expectNotice(t, api, NOTICES.meetingStarted, (started) => {
      noticedMeetingIds.push(started.meetingId);
      return started.roomId === roomId;
    });
    const responses = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 === 0 ? api : secondReplica).rest('POST', `/chat/rooms/${roomId}/meetings`, {
          token: n % 3 === 0 ? ada.token : bob.token,
        }),
      ),
    );
    t.equal(responses.filter(({ status }) => status === 201).length, 1);
    t.equal(responses.filter(({ status }) => status === 200).length, 9);
    t.equal(new Set(responses.map(({ body }) => body.data.id)).size, 1);
    t.match(await notice, { meetingId: responses[0]?.body.data.id, roomName: 'Class 4b' });
    await api.bus.flush();
    t.equal(noticedMeetingIds.length, 1);
  });

  t.test('in an announcement room, only those who may post can start a meeting (ROOM-14)', async (t) => {
    const roomId = await createRoom();
    await ada.rest('PATCH', `/chat/rooms/${roomId}`, { post_policy: 'managers' });
    const refusal = await bob.rest('POST', `/chat/rooms/${roomId}/meetings`);
    t.equal(refusal.status, 403);
    t.match(refusal.body.error, { code: 'POSTING_RESTRICTED', message: /start a meeting/ });
    const meeting = await startMeetingAs(ada, roomId);
    t.match(await bob.rest('POST', `/chat/rooms/${roomId}/meetings`), {
      status: 200,
      body: { data: { id: meeting.id } },
    });
  });

  t.test('only members can list meetings, which are listed newest first, page by page', async (t) => {
    const roomId = await createRoom();
    const meetingIds: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const meeting = await startMeetingAs(ada, roomId);
      meetingIds.unshift(meeting.id);
      if (n < 2) await ada.rest('POST', `/meetings/${meeting.id}/end`);
    }
    const firstPage = (await bob.rest('GET', `/chat/rooms/${roomId}/meetings?limit=2`)).body;
    const cursor = firstPage.page.next_cursor;
    const secondPage = (await bob.rest('GET', `/chat/rooms/${roomId}/meetings?limit=2&cursor=${cursor}`))
      .body;
    t.same(
      [...firstPage.data, ...secondPage.data].map(({ id }) => id),
      meetingIds,
    );
    t.equal(firstPage.data[0].ended_at, null);
    t.ok(firstPage.data[1].ended_at);
    t.equal(secondPage.page.has_more, false);
    t.equal((await eve.rest('GET', `/chat/rooms/${roomId}/meetings`)).status, 404);
    t.equal((await bob.rest('GET', `/chat/rooms/${roomId}/meetings?cursor=x`)).status, 400);
  });

  t.test(
    'the starter, owners, and admins of the room may end a meeting, and nobody else (MEET-2)',
    async (t) => {
      const roomId = await createRoom();
      const meeting = await startMeetingAs(bob, roomId);
      await ada.rest('POST', `/chat/rooms/${roomId}/members`, { user_ids: [eve.id] });
      t.equal((await eve.rest('POST', `/meetings/${meeting.id}/end`)).status, 403);
      const { notice } = await expectNotice(t, api, NOTICES.meetingEnded);
      t.equal((await bob.rest('POST', `/meetings/${meeting.id}/end`)).status, 200, 'the starter');
      t.match(await notice, { meetingId: meeting.id, roomId, reason: 'ended' });
      const nextMeeting = await startMeetingAs(eve, roomId);
      t.equal((await ada.rest('POST', `/meetings/${nextMeeting.id}/end`)).status, 200, 'the owner');
      await ada.rest('DELETE', `/chat/rooms/${roomId}/members/${eve.id}`);
      t.equal(
        (await eve.rest('POST', `/meetings/${nextMeeting.id}/end`)).body.error.code,
        'MEETING_NOT_FOUND',
      );
    },
  );

  t.test('members of a running meeting get ICE servers with credentials (MEET-3)', async (t) => {
    const meeting = await startMeetingAs(ada, await createRoom());
    const { status, body } = await bob.rest('GET', `/meetings/${meeting.id}/ice-servers`);
    t.equal(status, 200);
    const [stun, turn] = body.data.ice_servers;
    t.same(stun, { urls: ['stun:stun.school.example'] });
    t.match(turn, { urls: ['turns:turn.school.example:5349?transport=tcp'], credential: /^[\w+/]{27}=$/ });
    t.equal(turn.username, `${Date.parse(body.data.expires_at) / 1_000}:${bob.id}`);
    t.equal((await eve.rest('GET', `/meetings/${meeting.id}/ice-servers`)).status, 404);
    await ada.rest('POST', `/meetings/${meeting.id}/end`);
    const responseAfterEnd = await bob.rest('GET', `/meetings/${meeting.id}/ice-servers`);
    t.equal(responseAfterEnd.status, 410);
    t.equal(responseAfterEnd.body.error.code, 'MEETING_ENDED');
  });

  t.test('only members of the room can join a meeting, and only while it is running', async (t) => {
    const roomId = await createRoom();
    const meeting = await startMeetingAs(ada, roomId);
    const authorizeJoin = (userId: string, meetingId: string) =>
      sendRequest(api.bus, CHAT_API_REQUESTS.authorizeMeeting, { userId, meetingId });
    t.match(await authorizeJoin(bob.id, meeting.id), { roomId, iceServers: [{}, {}] });
    await t.rejects(authorizeJoin(eve.id, meeting.id), { code: 'MEETING_NOT_FOUND' });
    await ada.rest('POST', `/meetings/${meeting.id}/end`);
    await t.rejects(authorizeJoin(bob.id, meeting.id), { code: 'MEETING_ENDED' });
    await t.rejects(authorizeJoin(bob.id, `meet_${'0'.repeat(26)}`), { code: 'MEETING_NOT_FOUND' });
  });

  t.test('deleting a room ends its running meeting (MEET-2)', async (t) => {
    const roomId = await createRoom();
    const endedMeeting = await startMeetingAs(ada, roomId);
    await ada.rest('POST', `/meetings/${endedMeeting.id}/end`);
    const runningMeeting = await startMeetingAs(ada, roomId);
    await ada.rest('DELETE', `/chat/rooms/${roomId}`);
    t.same(
      await api.deps.db.prisma.$queryRaw`
        SELECT g.id, g.end_reason AS reason, g.ended_at = r.deleted_at AS "endedWithRoom"
        FROM meetings g JOIN rooms r ON r.id = g.room_id WHERE r.id = ${roomId} ORDER BY g.id`,
      [
        { id: endedMeeting.id, reason: 'ended', endedWithRoom: false },
        { id: runningMeeting.id, reason: 'room-deleted', endedWithRoom: true },
      ],
    );
  });

  t.test('the reply to a report names former members and ended meetings (MEET-7)', async (t) => {
    const roomId = await createRoom();
    const meeting = await startMeetingAs(ada, roomId);
    t.same(await reportParticipants(meeting.id, [ada.id, bob.id]), { ended: [], removed: [] });
    await ada.rest('DELETE', `/chat/rooms/${roomId}/members/${bob.id}`);
    t.same(await reportParticipants(meeting.id, [ada.id, bob.id]), {
      ended: [],
      removed: [{ meetingId: meeting.id, userIds: [bob.id] }],
    });
    await ada.rest('DELETE', `/chat/rooms/${roomId}`);
    t.same(await reportParticipants(meeting.id, [ada.id]), {
      ended: [{ meetingId: meeting.id, reason: 'room-deleted' }],
      removed: [],
    });
    const unknownMeetingId = `meet_${'0'.repeat(26)}`;
    t.match(await reportParticipants(unknownMeetingId, [ada.id]), {
      ended: [{ meetingId: unknownMeetingId }],
    });
  });

  t.test('a user may start at most 60 meetings per hour', async (t) => {
    const carl = await api.user();
    const roomId = await createRoom(carl);
    const startMeeting = () => carl.rest('POST', `/chat/rooms/${roomId}/meetings`);
    await api.deps.newMeetings.take(carl.id, { amount: 59 });
    const { status, body } = await startMeeting();
    t.equal(status, 201);
    t.equal((await startMeeting()).status, 200, 'a running meeting does not count');
    await carl.rest('POST', `/meetings/${body.data.id}/end`);
    t.equal((await startMeeting()).status, 429);
    t.equal((await startMeetingAs(ada, await createRoom())).ended_at, null, 'others are not affected');
  });
});
