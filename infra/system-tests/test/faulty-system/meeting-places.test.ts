import type { TestUser } from '@kcs/testkit';
import t from 'tap';
import { Caller, startMeeting } from '../support/caller.ts';
import { createMeetingPeople, requestRefusalCode, UNKNOWN_PARTICIPANT_ID } from './meeting-people.ts';
import { LEASE_DURATION_MS } from './system.ts';

/** How long it may take to remove the participants of a dead gateway, unless they have returned. */
const MAX_LOST_PARTICIPANT_MS = LEASE_DURATION_MS + 3_000;
/** How long a participant may take to return on another gateway. */
const MAX_PARTICIPANT_RETURN_MS = 3_000;

t.test('places in a meeting on three gateways', async (t) => {
  const { system, gateways, ada, bob, cid, createRoom, waitUntilRostersAgree } = await createMeetingPeople();
  const [first, second, third] = gateways;
  const readNewestMeeting = async (roomId: string) =>
    (await ada.request('GET', `/chat/rooms/${roomId}/meetings?limit=1`)).body.data[0];

  t.test('a full meeting refuses one more participant until a place is free', async (t) => {
    const meetingId = await startMeeting(ada, await createRoom());
    const callerUsers = [ada, bob, cid];
    const callers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        Caller.join(callerUsers[n % 3] as TestUser, gateways[n % 3] ?? first, { meetingId }),
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
    await Promise.all(system.gateways.map((gateway) => gateway.start()));
  });
});
