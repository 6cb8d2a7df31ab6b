import type { MeetingParticipant } from '@kcs/contracts';
import { createCalls } from '../../src/meetings/create-calls.ts';
import { buildMeetingParticipant, MEETING, ModelChat } from './model-call.ts';
import { ModelMedia } from './model-media.ts';

/** Creates the calls of the user `me` in a meeting with the participant `a`. `rest` answers REST requests. */
export function createModelCalls({ rest }: { rest?: (path: string, method: string) => unknown } = {}) {
  const media = new ModelMedia();
  const participants: MeetingParticipant[] = [buildMeetingParticipant('a'), buildMeetingParticipant('me')];
  let version = 10;
  const chat = new ModelChat((event) => {
    if (event !== 'join-meeting') return { success: true };
    return {
      success: true,
      meetingId: MEETING.id,
      roomId: MEETING.room_id,
      participantId: 'part_me',
      participants,
      version,
      iceServers: [],
    };
  });
  const restRequests: string[] = [];
  const request = async (path: string, { method = 'GET' }: { method?: string } = {}) => {
    restRequests.push(`${method} ${path}`);
    const answer = rest?.(path, method) ?? MEETING;
    if (answer instanceof Error) throw answer;
    return { data: answer as never };
  };
  const calls = createCalls({
    chat: chat.client,
    session: { request },
    platform: media.platform,
    time: media.time,
  });
  const run = (ms = 0) => media.time.run(ms);
  const join = async () => {
    const joined = calls.join(MEETING.room_id);
    await run(100);
    await joined;
  };
  const receiveRosterEvent = (name: string, from: string, fields: object = {}) => {
    version += 1;
    chat.receive(name, { from: `part_${from}`, version, ...fields });
  };
  return { calls, chat, media, participants, restRequests, run, join, receiveRosterEvent };
}
