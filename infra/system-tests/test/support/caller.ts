import type { Room, ServerEventPayload } from '@kcs/contracts';
import type { TestSocket, TestUser } from '@kcs/testkit';

type MeetingJoinedPayload = ServerEventPayload<'meeting-joined'>;
type MeetingParticipant = MeetingJoinedPayload['participants'][number];

const ROSTER_EVENT_NAMES = [
  'meeting-participant-joined',
  'meeting-participant-left',
  'meeting-media-state',
  'screen-share',
];

interface RosterChange extends MeetingParticipant {
  readonly meetingId: string;
  readonly from: string;
  readonly version: number;
  readonly participant?: MeetingParticipant;
}

/** A plain client in a meeting, which keeps the list of participants as a client should (MEET-5). */
export class Caller {
  readonly socket: TestSocket;
  readonly joined: MeetingJoinedPayload;

  private constructor(socket: TestSocket, joined: MeetingJoinedPayload) {
    this.socket = socket;
    this.joined = joined;
  }

  /** Connects the user to a gateway, and joins the meeting. Throws if the join is refused. */
  static async join(
    user: TestUser,
    gateway: { readonly url: string },
    payload: { readonly meetingId: string; readonly participantId?: string },
  ): Promise<Caller> {
    const socket = await user.connect(gateway, { reconnection: false });
    return Caller.joinWith(socket, payload);
  }

  static async joinWith(
    socket: TestSocket,
    payload: { readonly meetingId: string; readonly participantId?: string },
  ): Promise<Caller> {
    const joinAnswer = await socket.ask('join-meeting', payload);
    if (!joinAnswer.success) throw new Error(`The join was refused: ${JSON.stringify(joinAnswer)}`);
    return new Caller(socket, joinAnswer);
  }

  get id(): string {
    return this.joined.participantId;
  }

  get meetingId(): string {
    return this.joined.meetingId;
  }

  /** The participants according to the answer to the join and all later events. */
  get participants(): MeetingParticipant[] {
    const participantsById = new Map(this.joined.participants.map((one) => [one.participantId, one]));
    let { version } = this.joined;
    for (const { event, payload } of this.socket.received) {
      const rosterChange = payload as RosterChange;
      const isChangeOfMeeting =
        ROSTER_EVENT_NAMES.includes(event) && rosterChange.meetingId === this.meetingId;
      // The answer to the join already contains the changes of earlier versions.
      if (!isChangeOfMeeting || rosterChange.version <= this.joined.version) continue;
      if (rosterChange.version < version)
        throw new Error(`${event} of version ${rosterChange.version} after ${version}`);
      version = rosterChange.version;
      applyRosterChange(participantsById, event, rosterChange);
    }
    return [...participantsById.values()];
  }

  /** The ids of the participants, in the order in which they joined. */
  get roster(): string[] {
    return this.participants.map(({ participantId }) => participantId);
  }

  leave(): Promise<unknown> {
    return this.socket.ask('leave-meeting', { meetingId: this.meetingId });
  }
}

function applyRosterChange(
  participants: Map<string, MeetingParticipant>,
  event: string,
  change: RosterChange,
): void {
  const { from, participant, audio, video, isSharing } = change;
  if (event === 'meeting-participant-left') participants.delete(from);
  else if (participant) participants.set(from, participant);
  else {
    const knownParticipant = participants.get(from);
    if (!knownParticipant) throw new Error(`${event} names a participant who is not in the meeting`);
    participants.set(from, {
      ...knownParticipant,
      ...(event === 'screen-share' ? { isSharing } : { audio, video }),
    });
  }
}

/** Starts a meeting over REST and returns its id. */
export async function startMeeting(user: TestUser, { id }: Pick<Room, 'id'>): Promise<string> {
  const { status, body } = await user.request('POST', `/chat/rooms/${id}/meetings`);
  if (status !== 201) throw new Error(`Could not start a meeting: ${status} ${JSON.stringify(body)}`);
  return body.data.id;
}
