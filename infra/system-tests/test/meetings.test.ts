import { SERVER_EVENTS, type ServerEventName } from '@kcs/contracts';
import { startSystem, type TestSocket, type TestUser } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { Compile } from 'typebox/compile';
import { Caller, startMeeting } from './support/caller.ts';

t.setTimeout(150_000);

const HEARTBEAT_MS = 500;
const LEASE_MS = 3_000;
/** Within this time after the death of a gateway, its participants are gone unless they returned. */
const MAX_GHOST_MS = LEASE_MS + 3_000;
/** Within this time, a participant returns on another gateway. */
const MAX_RETURN_MS = 3_000;

const NOBODY = `part_${'0'.repeat(26)}`;

function assertMatchesSchema(t: Test, name: ServerEventName, payload: unknown): void {
  t.same([...Compile(SERVER_EVENTS[name]).Errors(payload)], [], `${name} has the fields of the protocol`);
}

t.test('meetings on three gateways', async (t) => {
  const system = await startSystem(t, {
    gateways: 3,
    apis: 2,
    env: {
      GATEWAY_BEAT_MS: String(HEARTBEAT_MS),
      GATEWAY_LEASE_MS: String(LEASE_MS),
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
  const readMeeting = async (roomId: string) =>
    (await ada.request('GET', `/chat/rooms/${roomId}/meetings?limit=1`)).body.data[0];
  const untilAgreed = (callers: readonly Caller[], count: number) =>
    system.until(() => {
      const [roster, ...others] = callers.map((caller) => caller.roster);
      const isAgreed = others.every((other) => JSON.stringify(other) === JSON.stringify(roster));
      return roster?.length === count && isAgreed ? roster : undefined;
    });
  const refusal = async (socket: TestSocket, event: string, payload: unknown): Promise<string> =>
    (await socket.ask(event, payload)).error?.code;

  t.test('two members start a meeting at once, and all members learn of the one meeting', async (t) => {
    const room = await createRoom();
    const sockets = await Promise.all([ada.connect(first), bob.connect(second), cid.connect(third)]);
    const outsider = await eve.connect(first);
    const answers = await Promise.all(
      [ada, bob].map((user, n) =>
        user.request('POST', `/chat/rooms/${room.id}/meetings`, undefined, { api: system.apis[n] }),
      ),
    );
    t.same(answers.map(({ status }) => status).sort(), [200, 201]);
    const [meeting, same] = answers.map(({ body }) => body.data);
    t.same(same, meeting);
    t.match(meeting, { room_id: room.id, ended_at: null });
    for (const socket of sockets) {
      const notification = await socket.next('chat-notification', ({ type }) => type === 'meeting_started');
      assertMatchesSchema(t, 'chat-notification', notification);
      t.match(notification, {
        title: 'Class 1',
        data: { meetingId: meeting.id, roomId: room.id, roomName: 'Class 1', startedBy: meeting.created_by },
      });
    }
    t.equal((await eve.request('POST', `/chat/rooms/${room.id}/meetings`)).body.error.code, 'ROOM_NOT_FOUND');
    t.equal(await refusal(outsider, 'join-meeting', { meetingId: meeting.id }), 'MEETING_NOT_FOUND');

    t.equal((await cid.request('POST', `/meetings/${meeting.id}/end`)).body.error.code, 'FORBIDDEN');
    t.equal((await eve.request('POST', `/meetings/${meeting.id}/end`)).body.error.code, 'MEETING_NOT_FOUND');
    const { body: ended } = await ada.request('POST', `/meetings/${meeting.id}/end`);
    t.ok(ended.data.ended_at);
    for (const socket of sockets) {
      const event = await socket.next('meeting-ended');
      assertMatchesSchema(t, 'meeting-ended', event);
      t.match(event, { meetingId: meeting.id, roomId: room.id, reason: 'ended' });
    }
    t.same(outsider.all('meeting-ended'), []);
    t.equal(outsider.all('chat-notification').length, 0);
    t.same(
      (await ada.request('POST', `/meetings/${meeting.id}/end`)).body.data,
      ended.data,
      'ending is idempotent',
    );
    t.equal(
      await refusal(sockets[0] as TestSocket, 'join-meeting', { meetingId: meeting.id }),
      'MEETING_ENDED',
    );
    for (const socket of [...sockets, outsider]) await socket.close();
  });

  t.test('participants on three gateways exchange signals, states, and messages', async (t) => {
    const room = await createRoom();
    const meetingId = await startMeeting(ada, room);
    const [a, b, tab] = (await Promise.all([
      Caller.join(ada, first, { meetingId }),
      Caller.join(bob, second, { meetingId }),
      Caller.join(ada, third, { meetingId }),
    ])) as [Caller, Caller, Caller];
    assertMatchesSchema(t, 'meeting-joined', a.joined);
    t.match(a.joined, { roomId: room.id, iceServers: [{ urls: ['stun:stun.school.example:3478'] }] });
    await untilAgreed([a, b, tab], 3);
    t.equal(a.participants.filter(({ userId }) => userId === ada.id).length, 2, 'each tab is a participant');
    const observer = await cid.connect(second);

    for (let n = 0; n < 20; n += 1) {
      a.socket.emit('webrtc-signal', { meetingId, to: b.id, signal: { n, candidate: null } });
    }
    const signals = await Promise.all(
      Array.from({ length: 20 }, () => b.socket.next('webrtc-signal', ({ from }) => from === a.id)),
    );
    assertMatchesSchema(t, 'webrtc-signal', signals[0]);
    t.same(
      signals.map(({ signal }) => signal.n),
      Array.from({ length: 20 }, (_, n) => n),
      'signals keep their order',
    );

    t.same(await b.socket.ask('meeting-media-state', { meetingId, audio: true, video: false }), {
      success: true,
    });
    t.same(await b.socket.ask('screen-share', { meetingId, isSharing: true }), { success: true });
    for (const other of [a, tab]) {
      assertMatchesSchema(t, 'meeting-media-state', await other.socket.next('meeting-media-state'));
      assertMatchesSchema(t, 'screen-share', await other.socket.next('screen-share'));
    }
    const late = await Caller.join(cid, second, { meetingId });
    const expected = { participantId: b.id, userName: 'Bob', audio: true, video: false, isSharing: true };
    t.match(
      late.joined.participants.find(({ participantId }) => participantId === b.id),
      expected,
    );
    await untilAgreed([a, tab, late], 4);
    t.match(
      a.participants.find(({ participantId }) => participantId === b.id),
      expected,
    );

    b.socket.emit('chat-in-meet', { meetingId, content: '  cafe\u0301 ' });
    for (const other of [a, tab, late]) {
      const message = await other.socket.next('chat-in-meet');
      assertMatchesSchema(t, 'chat-in-meet', message);
      t.match(message, { from: b.id, userId: bob.id, userName: 'Bob', content: 'café' });
    }
    t.same(b.socket.all('chat-in-meet'), [], 'the sender receives no copy');
    for (const other of [a, tab, late])
      t.same(other.socket.all('webrtc-signal'), [], 'only the addressee gets a signal');
    t.same(
      observer.received.filter(({ event }) => event in SERVER_EVENTS && event.includes('meet')),
      [],
    );
    t.equal(await refusal(observer, 'webrtc-signal', { meetingId, to: a.id, signal: {} }), 'NOT_IN_MEETING');
    t.equal(await refusal(observer, 'chat-in-meet', { meetingId, content: 'hi' }), 'NOT_IN_MEETING');
    t.equal(await refusal(observer, 'screen-share', { meetingId, isSharing: true }), 'NOT_IN_MEETING');

    const left = await tab.leave();
    assertMatchesSchema(t, 'meeting-left', left);
    assertMatchesSchema(t, 'meeting-participant-left', await b.socket.next('meeting-participant-left'));
    await untilAgreed([a, b, late], 3);
    t.equal(
      await refusal(a.socket, 'webrtc-signal', { meetingId, to: tab.id, signal: {} }),
      'PARTICIPANT_NOT_FOUND',
    );
    t.match(await tab.leave(), { success: true }, 'leaving twice is harmless');
    t.same(
      (await Caller.joinWith(b.socket, { meetingId })).id,
      b.id,
      'a socket that joins again keeps its place',
    );
    for (const caller of [a, b, tab, late]) await caller.socket.close();
    await observer.close();
  });

  t.test('malformed payloads are refused and do not disconnect', async (t) => {
    const meetingId = await startMeeting(ada, await createRoom());
    const a = await Caller.join(ada, first, { meetingId });
    const payloads: [event: string, payload: unknown][] = [
      ['join-meeting', null],
      ['join-meeting', { meetingId: 7 }],
      ['join-meeting', { meetingId: 'meet_1' }],
      ['join-meeting', { meetingId, participantId: 'x'.repeat(65) }],
      ['join-meeting', { meetingId, audio: 'on' }],
      ['leave-meeting', []],
      ['webrtc-signal', { meetingId, to: a.id }],
      ['webrtc-signal', { meetingId, to: NOBODY, signal: 'sdp' }],
      ['webrtc-signal', { meetingId, to: NOBODY, signal: { sdp: 'x'.repeat(33_000) } }],
      ['webrtc-signal', { meetingId, to: NOBODY, signal: JSON.parse('{"__proto__":{"a":1}}') }],
      ['screen-share', { meetingId, isSharing: 1 }],
      ['meeting-media-state', { meetingId, audio: true }],
      ['chat-in-meet', { meetingId, content: '   ' }],
      ['chat-in-meet', { meetingId, content: 'x'.repeat(4_001) }],
      ['chat-in-meet', { meetingId, content: 'a\u0000b' }],
    ];
    for (const [event, payload] of payloads) {
      t.equal(
        await refusal(a.socket, event, payload),
        'VALIDATION_FAILED',
        JSON.stringify([event, payload]).slice(0, 80),
      );
    }
    t.equal(
      await refusal(a.socket, 'webrtc-signal', { meetingId, to: NOBODY, signal: {} }),
      'PARTICIPANT_NOT_FOUND',
    );
    t.equal(
      await refusal(a.socket, 'join-meeting', { meetingId: `meet_${'0'.repeat(26)}` }),
      'MEETING_NOT_FOUND',
    );
    t.ok(a.socket.connected);
    await a.socket.close();
  });

  t.test('a full meeting refuses one more participant until a place is free', async (t) => {
    const meetingId = await startMeeting(ada, await createRoom());
    const users = [ada, bob, cid];
    const callers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        Caller.join(users[n % 3] as TestUser, system.gateways[n % 3] as typeof first, { meetingId }),
      ),
    );
    const ninth = await cid.connect(second);
    const answer = await ninth.ask('join-meeting', { meetingId });
    t.match(answer, {
      success: false,
      error: { code: 'MEETING_FULL', message: /8 participants\. Wait until/ },
    });
    await untilAgreed(callers, 8);
    await callers[0]?.leave();
    const late = await Caller.joinWith(ninth, { meetingId });
    await untilAgreed([late, ...callers.slice(1)], 8);

    t.comment('all of them leave and join at once');
    for (let round = 0; round < 3; round += 1) {
      const moving = callers.slice(1, 6);
      const staying = [late, ...callers.slice(6)];
      const returned = await Promise.all(
        moving.map(async (caller) => {
          await caller.leave();
          return Caller.joinWith(caller.socket, { meetingId });
        }),
      );
      callers.splice(1, 5, ...returned);
      await untilAgreed([...staying, ...returned], 8);
    }
    for (const caller of [late, ...callers]) await caller.socket.close();
  });

  t.test('only its own user takes over a place, on any gateway', async (t) => {
    const meetingId = await startMeeting(ada, await createRoom());
    const [a, b] = [
      await Caller.join(ada, first, { meetingId }),
      await Caller.join(bob, second, { meetingId }),
    ];
    await untilAgreed([a, b], 2);
    const thief = await cid.connect(third);
    t.equal(await refusal(thief, 'join-meeting', { meetingId, participantId: a.id }), 'FORBIDDEN');
    b.socket.emit('screen-share', { meetingId, isSharing: true });
    await a.socket.next('screen-share');

    const returned = await Caller.join(bob, third, { meetingId, participantId: b.id });
    t.equal(returned.id, b.id);
    t.match(await b.socket.next('meeting-left'), { participantId: b.id, reason: 'taken-over' });
    t.equal(await refusal(b.socket, 'chat-in-meet', { meetingId, content: 'hi' }), 'NOT_IN_MEETING');
    t.match(await b.leave(), { success: true });
    t.match(
      returned.participants.find(({ participantId }) => participantId === b.id),
      { isSharing: true },
    );
    a.socket.emit('webrtc-signal', { meetingId, to: b.id, signal: { n: 1 } });
    await returned.socket.next('webrtc-signal');
    t.same(b.socket.all('webrtc-signal'), []);
    t.same(a.socket.all('meeting-participant-left'), [], 'the others notice nothing');
    t.same(a.roster, [a.id, b.id]);

    const stranger = await Caller.join(cid, third, { meetingId, participantId: NOBODY });
    t.not(stranger.id, NOBODY, 'an unknown place becomes a new one');
    for (const { socket } of [a, b, returned, stranger]) await socket.close();
    await thief.close();
  });

  t.test('a removed member, and a user who logs out, leave the meeting at once', async (t) => {
    const room = await createRoom();
    const meetingId = await startMeeting(ada, room);
    const device = await cid.login();
    const [a, b, c] = [
      await Caller.join(ada, first, { meetingId }),
      await Caller.join(bob, second, { meetingId }),
      await Caller.join(device, third, { meetingId }),
    ];
    await untilAgreed([a, b, c], 3);
    await ada.request('DELETE', `/chat/rooms/${room.id}/members/${bob.id}`);
    t.match(await b.socket.next('meeting-left', undefined, 1_000), {
      participantId: b.id,
      reason: 'removed',
    });
    await a.socket.next('meeting-participant-left', ({ from }) => from === b.id, 1_000);
    t.equal(await refusal(b.socket, 'chat-in-meet', { meetingId, content: 'hi' }), 'NOT_IN_MEETING');
    t.equal(await refusal(b.socket, 'join-meeting', { meetingId, participantId: b.id }), 'MEETING_NOT_FOUND');
    await device.request('POST', '/auth/logout');
    await a.socket.next('meeting-participant-left', ({ from }) => from === c.id, 1_000);
    a.socket.emit('chat-in-meet', { meetingId, content: 'alone' });
    t.same(a.roster, [a.id]);

    await ada.request('DELETE', `/chat/rooms/${room.id}`);
    t.match(await a.socket.next('meeting-ended'), { meetingId, reason: 'room-deleted' });
    t.equal(await refusal(a.socket, 'join-meeting', { meetingId }), 'MEETING_NOT_FOUND');
    t.same(b.socket.all('chat-in-meet'), []);
    for (const { socket } of [a, b, c]) await socket.close();
  });

  t.test(
    'after kill -9 of a gateway, participants return with their ids, and the others disappear',
    async (t) => {
      const meetingId = await startMeeting(ada, await createRoom());
      const [a, b, c] = [
        await Caller.join(ada, first, { meetingId }),
        await Caller.join(bob, third, { meetingId }),
        await Caller.join(cid, third, { meetingId }),
      ];
      await untilAgreed([a, b, c], 3);
      const killedAt = performance.now();
      await third.kill();
      await b.socket.closed();
      const returned = await Caller.join(bob, second, { meetingId, participantId: b.id });
      t.equal(returned.id, b.id);
      t.ok(performance.now() - killedAt < MAX_RETURN_MS, `returned after ${performance.now() - killedAt} ms`);
      await a.socket.next('meeting-participant-left', ({ from }) => from === c.id, MAX_GHOST_MS);
      await untilAgreed([a, returned], 2);
      t.same(
        a.socket.all('meeting-participant-left').map(({ from }) => from),
        [c.id],
        'the participant who returned was never missing',
      );

      t.comment('a lost connection keeps its place until the lease ends');
      await returned.socket.close();
      await a.socket.next('meeting-participant-left', ({ from }) => from === b.id, MAX_GHOST_MS);
      await third.start();
      await a.socket.close();
    },
  );

  t.test('an empty meeting ends, even if all gateways die', async (t) => {
    const [quiet, lost] = [await createRoom(), await createRoom()];
    const quietId = await startMeeting(ada, quiet);
    const lostId = await startMeeting(ada, lost);
    const observer = await cid.connect(second);
    const a = await Caller.join(ada, first, { meetingId: quietId });
    const b = await Caller.join(bob, third, { meetingId: lostId });
    await a.leave();
    const leftAt = performance.now();
    await observer.next(
      'meeting-ended',
      (end) => end.meetingId === quietId && end.reason === 'empty',
      15_000,
    );
    t.ok(performance.now() - leftAt > 3_500, 'not before the time has passed');
    t.equal((await readMeeting(lost.id)).ended_at, null, 'a meeting with a participant goes on');
    await Promise.all(system.gateways.map((gateway) => gateway.kill()));
    await system.until(async () => (await readMeeting(lost.id)).ended_at !== null, 20_000);
    await first.start();
    await b.socket.close();
    const socket = await bob.connect(first);
    t.equal(
      await refusal(socket, 'join-meeting', { meetingId: lostId, participantId: b.id }),
      'MEETING_ENDED',
    );
    t.notSame(await startMeeting(ada, lost), lostId);
  });
});
