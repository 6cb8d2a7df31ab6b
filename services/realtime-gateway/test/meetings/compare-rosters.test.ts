import type { MeetingParticipant } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { compareRosters } from '../../src/meetings/compare-rosters.ts';
import type { StoredParticipant } from '../../src/meetings/meeting-roster.ts';

const createParticipant = (id: string, media: Partial<MeetingParticipant> = {}): StoredParticipant => ({
  participantId: id,
  userId: `user of ${id}`,
  userName: 'Ada',
  audio: false,
  video: false,
  isSharing: false,
  holder: 'a connection',
  joinedAt: '1',
  ...media,
});
const indexByParticipantId = (participants: readonly StoredParticipant[]) =>
  new Map(participants.map((participant) => [participant.participantId, participant]));

t.test('departures come first, and every change becomes the event that announces it', async (t) => {
  const rosterBefore = indexByParticipantId([
    createParticipant('a'),
    createParticipant('b'),
    createParticipant('c'),
  ]);
  const rosterAfter = indexByParticipantId([
    createParticipant('b', { audio: true }),
    createParticipant('c', { isSharing: true, video: true }),
    createParticipant('d'),
  ]);
  t.same(
    compareRosters(rosterBefore, rosterAfter).map(({ event, from }) => `${from} ${event}`),
    [
      'a meeting-participant-left',
      'b meeting-media-state',
      'c meeting-media-state',
      'c screen-share',
      'd meeting-participant-joined',
    ],
  );
});

t.test('clients never see which connection has a place', async (t) => {
  const rosterChanges = compareRosters(new Map(), indexByParticipantId([createParticipant('a')]));
  const fieldNames = rosterChanges.flatMap(({ fields }) =>
    Object.keys((fields as { participant: object }).participant),
  );
  t.same(fieldNames.sort(), ['audio', 'isSharing', 'participantId', 'userId', 'userName', 'video']);
});

t.test('the changes turn any roster into any other roster (MEET-5)', async (t) => {
  const rosterArbitrary = fc
    .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()))
    .map((states) =>
      indexByParticipantId(
        Object.entries(states).map(([id, [audio, video, isSharing]]) =>
          createParticipant(id, { audio, video, isSharing }),
        ),
      ),
    );
  fc.assert(
    fc.property(rosterArbitrary, rosterArbitrary, (before, after) => {
      const resultingRoster = new Map<string, object>(before);
      for (const { event, from, fields } of compareRosters(before, after)) {
        if (event === 'meeting-participant-left') resultingRoster.delete(from);
        else if (event === 'meeting-participant-joined')
          resultingRoster.set(from, createParticipant(from, (fields as { participant: object }).participant));
        else resultingRoster.set(from, { ...resultingRoster.get(from), ...fields });
      }
      const serializeSorted = (map: ReadonlyMap<string, object>) =>
        JSON.stringify([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
      return serializeSorted(resultingRoster) === serializeSorted(after);
    }),
  );
  t.pass();
});
