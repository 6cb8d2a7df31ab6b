import t from 'tap';
import { applyRosterEvent, type RosterEvent } from '../../src/meetings/roster.ts';
import { buildMeetingParticipant } from '../support/model-call.ts';

const roster = {
  joinedVersion: 5,
  participants: [buildMeetingParticipant('a'), buildMeetingParticipant('b')],
};
const buildEvent = (name: RosterEvent['name'], from: string, version: number, fields: object = {}) =>
  ({
    name,
    payload: { meetingId: 'meet', from: `part_${from}`, version, timestamp: '', ...fields },
  }) as RosterEvent;

t.test('an event that the answer to the join already contains changes nothing', async (t) => {
  t.equal(applyRosterEvent(roster, buildEvent('meeting-participant-left', 'a', 5)), roster);
});

t.test('several changes with the same version are all applied', async (t) => {
  const changes = [
    buildEvent('meeting-media-state', 'a', 9, { audio: true, video: true }),
    buildEvent('meeting-media-state', 'b', 9, { audio: false, video: true }),
    buildEvent('screen-share', 'b', 9, { isSharing: true }),
    buildEvent('meeting-participant-joined', 'c', 9, { participant: buildMeetingParticipant('c') }),
  ];
  const { participants } = changes.reduce(applyRosterEvent, roster);
  t.match(participants, [
    { participantId: 'part_a', audio: true, video: true, isSharing: false },
    { participantId: 'part_b', audio: false, video: true, isSharing: true },
    { participantId: 'part_c' },
  ]);
});

t.test('a participant who leaves disappears, and one who joins twice appears once', async (t) => {
  const joined = buildEvent('meeting-participant-joined', 'b', 6, {
    participant: { ...buildMeetingParticipant('b'), audio: true },
  });
  const { participants } = [buildEvent('meeting-participant-left', 'a', 6), joined].reduce(
    applyRosterEvent,
    roster,
  );
  t.match(participants, [{ participantId: 'part_b', audio: true }]);
  t.equal(participants.length, 1);
});
