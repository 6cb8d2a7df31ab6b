/*
 * The people, room, and meeting that appear in all examples of the event reference. The names are those of the demo
 * data.
 */

export const CLARA = { userId: 'user_01kerhs660jgxprpg4179zpnb8', name: 'Clara Schumann' } as const;
export const MAX = { userId: 'user_01kerhv0s03wvte8t1rys3am18', name: 'Max Weber' } as const;
export const ANNA = { userId: 'user_01kerhwvc0gr8g0jhmpvt7tdx4', name: 'Anna Weber' } as const;

export const CLASS_ROOM = { roomId: 'room_01kjpnhfc0v90f04x7akqjskk2', name: 'Class 4b' } as const;

export const MEETING_ID = 'meet_01kjqdjgr0yxkkgeg772azm7p9';
export const CLARA_PARTICIPANT_ID = 'part_01kjqdjnm8pw82hrm7ry5175e7';
export const ANNA_PARTICIPANT_ID = 'part_01kjqdjsh8r816a1t0v2p6rach';

/** The times of the examples, in chronological order. */
export const EXAMPLE_TIMES = {
  roomCreated: '2026-03-02T07:00:00.000Z',
  questionSent: '2026-03-02T07:02:12.304Z',
  questionSeen: '2026-03-02T07:02:40.118Z',
  answerSent: '2026-03-02T07:03:20.512Z',
  reactionAdded: '2026-03-02T07:04:01.777Z',
  answerEdited: '2026-03-02T07:05:30.090Z',
  questionDeleted: '2026-03-02T07:06:02.451Z',
  roomRenamed: '2026-03-02T07:30:00.225Z',
  meetingStarted: '2026-03-02T14:00:00.000Z',
  claraJoined: '2026-03-02T14:00:05.384Z',
  annaJoined: '2026-03-02T14:00:09.384Z',
  meetingEnded: '2026-03-02T14:25:47.612Z',
  homeworkAnnounced: '2026-03-02T15:00:00.000Z',
  accountRenamed: '2026-03-03T08:15:00.630Z',
  roomDeleted: '2026-07-24T12:00:00.918Z',
} as const;
