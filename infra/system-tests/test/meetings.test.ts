import { SERVER_EVENTS, type ServerEventName } from '@kcs/contracts';
import { startSystem, type TestSocket, type TestUser } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { Compile } from 'typebox/compile';
import { Caller, startMeeting } from './support/caller.ts';

t.setTimeout(150_000);

const HEARTBEAT_INTERVAL_MS = 500;
const LEASE_DURATION_MS = 3_000;
/** How long it may take to remove the participants of a dead gateway, unless they have returned. */
const MAX_LOST_PARTICIPANT_MS = LEASE_DURATION_MS + 3_000;
/** How long a participant may take to return on another gateway. */
const MAX_PARTICIPANT_RETURN_MS = 3_000;

const UNKNOWN_PARTICIPANT_ID = `part_${'0'.repeat(26)}`;

function assertMatchesSchema(t: Test, name: ServerEventName, payload: unknown): void {
  t.same([...Compile(SERVER_EVENTS[name]).Errors(payload)], [], `${name} has the fields of the protocol`);
}

t.test('meetings on three gateways', async (t) => {
  const system = await startSystem(t, {
    gateways: 3,
    apis: 2,
    env: {
      GATEWAY_BEAT_MS: String(HEARTBEAT_INTERVAL_MS),
      GATEWAY_LEASE_MS: String(LEASE_DURATION_MS),
      MEETING_EMPTY_S: '4',
      STUN_URLS: 'stun:stun.school.example:3478',
    },
  });
  const [first, second, third] = system.gateways as [
    (typeof system.gateways)[0],
    (typeof system.gateways)[0],
    (typeof system.gateways)[0],
  ];
  const [ada, bob, cid, eve] = (await Promise.all(
    ['Ada', 'Bob', 'Cid', 'Eve'].map((name) => system.user({ name })),
  )) as [TestUser, TestUser, TestUser, TestUser];
  const createRoom = () => system.room({ owner: ada, members: [bob, cid], name: 'Class 1' });
  const readNewestMeeting = async (roomId: string) =>
    (await ada.request('GET', `/chat/rooms/${roomId}/meetings?limit=1`)).body.data[0];
  const waitUntilRostersAgree = (callers: readonly Caller[], count: number) =>
    system.until(() => {
      const [roster, ...others] = callers.map((caller) => caller.roster);
      const doRostersAgree = others.every((other) => JSON.stringify(other) === JSON.stringify(roster));
      return roster?.length === count && doRostersAgree ? roster : undefined;
    });
  const requestRefusalCode = async (socket: TestSocket, event: string, payload: unknown): Promise<string> =>
    (await socket.ask(event, payload)).error?.code;

  t.test('if two members start a meeting at once, all members learn of the same meeting', async (t) => {
    const room = await createRoom();
    const memberSockets = await Promise.all([ada.connect(first), bob.connect(second), cid.connect(third)]);
    const outsiderSocket = await eve.connect(first);
    const startMeetingAnswers = await Promise.all(
      [ada, bob].map((user, n) =>
        user.request('POST', `/chat/rooms/${room.id}/meetings`, undefined, { api: system.apis[n] }),
      ),
    );
    t.same(startMeetingAnswers.map(({ status }) => status).sort(), [200, 201]);
    const [meeting, same] = startMeetingAnswers.map(({ body }) => body.data);
    t.same(same, meeting);
    t.match(meeting, { room_id: room.id, ended_at: null });
    for (const bobSocket of memberSockets) {
      const startedNotification = await bobSocket.next(
        'chat-notification',
        ({ type }) => type === 'meeting_started',
      );
      assertMatchesSchema(t, 'chat-notification', startedNotification);
      t.match(startedNotification, {
        title: 'Class 1',
        data: { meetingId: meeting.id, roomId: room.id, roomName: 'Class 1', startedBy: meeting.created_by },
      });
    }
    t.equal((await eve.request('POST', `/chat/rooms/${room.id}/meetings`)).body.error.code, 'ROOM_NOT_FOUND');
    t.equal(
      await requestRefusalCode(outsiderSocket, 'join-meeting', { meetingId: meeting.id }),
      'MEETING_NOT_FOUND',
    );

    t.equal((await cid.request('POST', `/meetings/${meeting.id}/end`)).body.error.code, 'FORBIDDEN');
    t.equal((await eve.request('POST', `/meetings/${meeting.id}/end`)).body.error.code, 'MEETING_NOT_FOUND');
    const { body: ended } = await ada.request('POST', `/meetings/${meeting.id}/end`);
    t.ok(ended.data.ended_at);
    for (const bobSocket of memberSockets) {
      const meetingEndedEvent = await bobSocket.next('meeting-ended');
      assertMatchesSchema(t, 'meeting-ended', meetingEndedEvent);
      t.match(meetingEndedEvent, { meetingId: meeting.id, roomId: room.id, reason: 'ended' });
    }
    // The gateway answers this request after all earlier events for the same socket, so they have arrived by then.
    await requestRefusalCode(outsiderSocket, 'join-meeting', { meetingId: meeting.id });
    t.same(outsiderSocket.all('meeting-ended'), []);
    t.equal(outsiderSocket.all('chat-notification').length, 0);
    t.same(
      (await ada.request('POST', `/meetings/${meeting.id}/end`)).body.data,
      ended.data,
      'ending is idempotent',
    );
    t.equal(
      await requestRefusalCode(memberSockets[0] as TestSocket, 'join-meeting', { meetingId: meeting.id }),
      'MEETING_ENDED',
    );
    for (const bobSocket of [...memberSockets, outsiderSocket]) await bobSocket.close();
  });

  t.test('participants on three gateways exchange signals, states, and messages', async (t) => {
    const room = await createRoom();
    const meetingId = await startMeeting(ada, room);
    const [adaCaller, bobCaller, tab] = (await Promise.all([
      Caller.join(ada, first, { meetingId }),
      Caller.join(bob, second, { meetingId }),
      Caller.join(ada, third, { meetingId }),
    ])) as [Caller, Caller, Caller];
    assertMatchesSchema(t, 'meeting-joined', adaCaller.joined);
    t.match(adaCaller.joined, { roomId: room.id, iceServers: [{ urls: ['stun:stun.school.example:3478'] }] });
    await waitUntilRostersAgree([adaCaller, bobCaller, tab], 3);
    t.equal(
      adaCaller.participants.filter(({ userId }) => userId === ada.id).length,
      2,
      'each tab is a participant',
    );
    const observerSocket = await cid.connect(second);

    for (let n = 0; n < 20; n += 1) {
      adaCaller.socket.emit('webrtc-signal', { meetingId, to: bobCaller.id, signal: { n, candidate: null } });
    }
    const receivedSignals = await Promise.all(
      Array.from({ length: 20 }, () =>
        bobCaller.socket.next('webrtc-signal', ({ from }) => from === adaCaller.id),
      ),
    );
    assertMatchesSchema(t, 'webrtc-signal', receivedSignals[0]);
    t.same(
      receivedSignals.map(({ signal }) => signal.n),
      Array.from({ length: 20 }, (_, n) => n),
      'signals keep their order',
    );

    t.same(await bobCaller.socket.ask('meeting-media-state', { meetingId, audio: true, video: false }), {
      success: true,
    });
    t.same(await bobCaller.socket.ask('screen-share', { meetingId, isSharing: true }), { success: true });
    for (const other of [adaCaller, tab]) {
      assertMatchesSchema(t, 'meeting-media-state', await other.socket.next('meeting-media-state'));
      assertMatchesSchema(t, 'screen-share', await other.socket.next('screen-share'));
    }
    const lateCaller = await Caller.join(cid, second, { meetingId });
    const expectedParticipant = {
      participantId: bobCaller.id,
      userName: 'Bob',
      audio: true,
      video: false,
      isSharing: true,
    };
    t.match(
      lateCaller.joined.participants.find(({ participantId }) => participantId === bobCaller.id),
      expectedParticipant,
    );
    await waitUntilRostersAgree([adaCaller, tab, lateCaller], 4);
    t.match(
      adaCaller.participants.find(({ participantId }) => participantId === bobCaller.id),
      expectedParticipant,
    );

    bobCaller.socket.emit('chat-in-meet', { meetingId, content: '  cafe\u0301 ' });
    for (const other of [adaCaller, tab, lateCaller]) {
      const meetingMessage = await other.socket.next('chat-in-meet');
      assertMatchesSchema(t, 'chat-in-meet', meetingMessage);
      t.match(meetingMessage, { from: bobCaller.id, userId: bob.id, userName: 'Bob', content: 'café' });
    }
    t.same(bobCaller.socket.all('chat-in-meet'), [], 'the sender receives no copy');
    for (const other of [adaCaller, tab, lateCaller])
      t.same(other.socket.all('webrtc-signal'), [], 'only the addressee gets a signal');
    t.same(
      observerSocket.received.filter(({ event }) => event in SERVER_EVENTS && event.includes('meet')),
      [],
    );
    t.equal(
      await requestRefusalCode(observerSocket, 'webrtc-signal', { meetingId, to: adaCaller.id, signal: {} }),
      'NOT_IN_MEETING',
    );
    t.equal(
      await requestRefusalCode(observerSocket, 'chat-in-meet', { meetingId, content: 'hi' }),
      'NOT_IN_MEETING',
    );
    t.equal(
      await requestRefusalCode(observerSocket, 'screen-share', { meetingId, isSharing: true }),
      'NOT_IN_MEETING',
    );

    const leftEvent = await tab.leave();
    assertMatchesSchema(t, 'meeting-left', leftEvent);
    assertMatchesSchema(
      t,
      'meeting-participant-left',
      await bobCaller.socket.next('meeting-participant-left'),
    );
    await waitUntilRostersAgree([adaCaller, bobCaller, lateCaller], 3);
    t.equal(
      await requestRefusalCode(adaCaller.socket, 'webrtc-signal', { meetingId, to: tab.id, signal: {} }),
      'PARTICIPANT_NOT_FOUND',
    );
    t.match(await tab.leave(), { success: true }, 'leaving twice is harmless');
    t.same(
      (await Caller.joinWith(bobCaller.socket, { meetingId })).id,
      bobCaller.id,
      'a socket that joins again keeps its place',
    );
    for (const caller of [adaCaller, bobCaller, tab, lateCaller]) await caller.socket.close();
    await observerSocket.close();
  });

  t.test('malformed payloads are refused, and the socket stays connected', async (t) => {
    const meetingId = await startMeeting(ada, await createRoom());
    const adaCaller = await Caller.join(ada, first, { meetingId });
    const malformedPayloads: [event: string, payload: unknown][] = [
      ['join-meeting', null],
      ['join-meeting', { meetingId: 7 }],
      ['join-meeting', { meetingId: 'meet_1' }],
      ['join-meeting', { meetingId, participantId: 'x'.repeat(65) }],
      ['join-meeting', { meetingId, audio: 'on' }],
      ['leave-meeting', []],
      ['webrtc-signal', { meetingId, to: adaCaller.id }],
      ['webrtc-signal', { meetingId, to: UNKNOWN_PARTICIPANT_ID, signal: 'sdp' }],
      ['webrtc-signal', { meetingId, to: UNKNOWN_PARTICIPANT_ID, signal: { sdp: 'x'.repeat(33_000) } }],
      [
        'webrtc-signal',
        { meetingId, to: UNKNOWN_PARTICIPANT_ID, signal: JSON.parse('{"__proto__":{"a":1}}') },
      ],
      ['screen-share', { meetingId, isSharing: 1 }],
      ['meeting-media-state', { meetingId, audio: true }],
      ['chat-in-meet', { meetingId, content: '   ' }],
      ['chat-in-meet', { meetingId, content: 'x'.repeat(4_001) }],
      ['chat-in-meet', { meetingId, content: 'a\u0000b' }],
    ];
    for (const [event, payload] of malformedPayloads) {
      t.equal(
        await requestRefusalCode(adaCaller.socket, event, payload),
        'VALIDATION_FAILED',
        JSON.stringify([event, payload]).slice(0, 80),
      );
    }
    t.equal(
      await requestRefusalCode(adaCaller.socket, 'webrtc-signal', {
        meetingId,
        to: UNKNOWN_PARTICIPANT_ID,
        signal: {},
      }),
      'PARTICIPANT_NOT_FOUND',
    );
    t.equal(
      await requestRefusalCode(adaCaller.socket, 'join-meeting', { meetingId: `meet_${'0'.repeat(26)}` }),
      'MEETING_NOT_FOUND',
    );
    t.ok(adaCaller.socket.connected);
    await adaCaller.socket.close();
  });

  t.test('a full meeting refuses one more participant until a place is free', async (t) => {
    const meetingId = await startMeeting(ada, await createRoom());
    const callerUsers = [ada, bob, cid];
    const callers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        Caller.join(callerUsers[n % 3] as TestUser, system.gateways[n % 3] as typeof first, { meetingId }),
      ),
    );
    const ninthSocket = await cid.connect(second);
    const joinAnswer = await ninthSocket.ask('join-meeting', { meetingId });
    t.match(joinAnswer, {
      success: false,
      error: { code: 'MEETING_FULL', message: /8 participants\. Wait until/ },
    });
    await waitUntilRostersAgree(callers, 8);
    await callers[0]?.leave();
    const lateCaller = await Caller.joinWith(ninthSocket, { meetingId });
    await waitUntilRostersAgree([lateCaller, ...callers.slice(1)], 8);

    t.comment('all of them leave and join at once');
    for (let round = 0; round < 3; round += 1) {
      const rejoiningCallers = callers.slice(1, 6);
      const stayingCallers = [lateCaller, ...callers.slice(6)];
      const returned = await Promise.all(
        rejoiningCallers.map(async (caller) => {
          await caller.leave();
          return Caller.joinWith(caller.socket, { meetingId });
        }),
      );
      callers.splice(1, 5, ...returned);
      await waitUntilRostersAgree([...stayingCallers, ...returned], 8);
    }
    for (const caller of [lateCaller, ...callers]) await caller.socket.close();
  });

  t.test('only the same user can take over a place, on any gateway', async (t) => {
    const meetingId = await startMeeting(ada, await createRoom());
    const [adaCaller, bobCaller] = [
      await Caller.join(ada, first, { meetingId }),
      await Caller.join(bob, second, { meetingId }),
    ];
    await waitUntilRostersAgree([adaCaller, bobCaller], 2);
    const thiefSocket = await cid.connect(third);
    t.equal(
      await requestRefusalCode(thiefSocket, 'join-meeting', { meetingId, participantId: adaCaller.id }),
      'FORBIDDEN',
    );
    bobCaller.socket.emit('screen-share', { meetingId, isSharing: true });
    await adaCaller.socket.next('screen-share');

    const returned = await Caller.join(bob, third, { meetingId, participantId: bobCaller.id });
    t.equal(returned.id, bobCaller.id);
    t.match(await bobCaller.socket.next('meeting-left'), {
      participantId: bobCaller.id,
      reason: 'taken-over',
    });
    t.equal(
      await requestRefusalCode(bobCaller.socket, 'chat-in-meet', { meetingId, content: 'hi' }),
      'NOT_IN_MEETING',
    );
    t.match(await bobCaller.leave(), { success: true });
    t.match(
      returned.participants.find(({ participantId }) => participantId === bobCaller.id),
      { isSharing: true },
    );
    adaCaller.socket.emit('webrtc-signal', { meetingId, to: bobCaller.id, signal: { n: 1 } });
    await returned.socket.next('webrtc-signal');
    t.same(bobCaller.socket.all('webrtc-signal'), []);
    t.same(adaCaller.socket.all('meeting-participant-left'), [], 'the others notice nothing');
    t.same(adaCaller.roster, [adaCaller.id, bobCaller.id]);

    const strangerCaller = await Caller.join(cid, third, {
      meetingId,
      participantId: UNKNOWN_PARTICIPANT_ID,
    });
    t.not(strangerCaller.id, UNKNOWN_PARTICIPANT_ID, 'an unknown place becomes a new one');
    for (const { socket } of [adaCaller, bobCaller, returned, strangerCaller]) await socket.close();
    await thiefSocket.close();
  });

  t.test('removed members and users who log out leave the meeting at once', async (t) => {
    const room = await createRoom();
    const meetingId = await startMeeting(ada, room);
    const secondLoginOfCid = await cid.login();
    const [adaCaller, bobCaller, c] = [
      await Caller.join(ada, first, { meetingId }),
      await Caller.join(bob, second, { meetingId }),
      await Caller.join(secondLoginOfCid, third, { meetingId }),
    ];
    await waitUntilRostersAgree([adaCaller, bobCaller, c], 3);
    await ada.request('DELETE', `/chat/rooms/${room.id}/members/${bob.id}`);
    t.match(await bobCaller.socket.next('meeting-left', undefined, 1_000), {
      participantId: bobCaller.id,
      reason: 'removed',
    });
    await adaCaller.socket.next('meeting-participant-left', ({ from }) => from === bobCaller.id, 1_000);
    t.equal(
      await requestRefusalCode(bobCaller.socket, 'chat-in-meet', { meetingId, content: 'hi' }),
      'NOT_IN_MEETING',
    );
    t.equal(
      await requestRefusalCode(bobCaller.socket, 'join-meeting', { meetingId, participantId: bobCaller.id }),
      'MEETING_NOT_FOUND',
    );
    await secondLoginOfCid.request('POST', '/auth/logout');
    await adaCaller.socket.next('meeting-participant-left', ({ from }) => from === c.id, 1_000);
    adaCaller.socket.emit('chat-in-meet', { meetingId, content: 'alone' });
    t.same(adaCaller.roster, [adaCaller.id]);

    await ada.request('DELETE', `/chat/rooms/${room.id}`);
    const isThisMeeting = (event: { meetingId: string }) => event.meetingId === meetingId;
    t.match(await adaCaller.socket.next('meeting-ended', isThisMeeting), { reason: 'room-deleted' });
    t.equal(await requestRefusalCode(adaCaller.socket, 'join-meeting', { meetingId }), 'MEETING_NOT_FOUND');
    t.same(bobCaller.socket.all('chat-in-meet'), []);
    for (const { socket } of [adaCaller, bobCaller, c]) await socket.close();
  });

  t.test(
    'after kill -9 of a gateway, participants return with their ids, and the others disappear',
    async (t) => {
      const meetingId = await startMeeting(ada, await createRoom());
      const [adaCaller, bobCaller, c] = [
        await Caller.join(ada, first, { meetingId }),
        await Caller.join(bob, third, { meetingId }),
        await Caller.join(cid, third, { meetingId }),
      ];
      await waitUntilRostersAgree([adaCaller, bobCaller, c], 3);
      const gatewayKilledAt = performance.now();
      await third.kill();
      await bobCaller.socket.closed();
      const returned = await Caller.join(bob, second, { meetingId, participantId: bobCaller.id });
      t.equal(returned.id, bobCaller.id);
      t.ok(
        performance.now() - gatewayKilledAt < MAX_PARTICIPANT_RETURN_MS,
        `returned after ${performance.now() - gatewayKilledAt} ms`,
      );
      await adaCaller.socket.next(
        'meeting-participant-left',
        ({ from }) => from === c.id,
        MAX_LOST_PARTICIPANT_MS,
      );
      await waitUntilRostersAgree([adaCaller, returned], 2);
      t.same(
        adaCaller.socket.all('meeting-participant-left').map(({ from }) => from),
        [c.id],
        'the participant who returned was never missing',
      );

      t.comment('a lost connection keeps its place until the lease ends');
      await returned.socket.close();
      await adaCaller.socket.next(
        'meeting-participant-left',
        ({ from }) => from === bobCaller.id,
        MAX_LOST_PARTICIPANT_MS,
      );
      await third.start();
      await adaCaller.socket.close();
    },
  );

  t.test('an empty meeting ends, even if all gateways die', async (t) => {
    const [quiet, lost] = [await createRoom(), await createRoom()];
    const quietMeetingId = await startMeeting(ada, quiet);
    const lostMeetingId = await startMeeting(ada, lost);
    const observerSocket = await cid.connect(second);
    const adaCaller = await Caller.join(ada, first, { meetingId: quietMeetingId });
    const bobCaller = await Caller.join(bob, third, { meetingId: lostMeetingId });
    await adaCaller.leave();
    const adaLeftAt = performance.now();
    await observerSocket.next(
      'meeting-ended',
      (end) => end.meetingId === quietMeetingId && end.reason === 'empty',
      15_000,
    );
    t.ok(performance.now() - adaLeftAt > 3_500, 'the meeting does not end too early');
    t.equal((await readNewestMeeting(lost.id)).ended_at, null, 'a meeting with a participant goes on');
    await Promise.all(system.gateways.map((gateway) => gateway.kill()));
    await system.until(async () => (await readNewestMeeting(lost.id)).ended_at !== null, 20_000);
    await first.start();
    await bobCaller.socket.close();
    const bobSocket = await bob.connect(first);
    t.equal(
      await requestRefusalCode(bobSocket, 'join-meeting', {
        meetingId: lostMeetingId,
        participantId: bobCaller.id,
      }),
      'MEETING_ENDED',
    );
    t.notSame(await startMeeting(ada, lost), lostMeetingId);
  });
});
