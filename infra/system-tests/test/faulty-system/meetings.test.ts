import { SERVER_EVENTS } from '@kcs/contracts';
import type { TestSocket } from '@kcs/testkit';
import t from 'tap';
import { assertMatchesSchema } from '../support/assert-matches-schema.ts';
import { Caller, startMeeting } from '../support/caller.ts';
import { createMeetingPeople, requestRefusalCode, UNKNOWN_PARTICIPANT_ID } from './meeting-people.ts';

t.test('meetings on three gateways', async (t) => {
  const { system, gateways, ada, bob, cid, eve, createRoom, waitUntilRostersAgree } =
    await createMeetingPeople();
  const [first, second, third] = gateways;

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
});
