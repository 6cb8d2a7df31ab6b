import type { Meeting, MeetingParticipant } from '@kcs/contracts';
import { ApiError } from '../../src/api/api-error.ts';
import type { ChatEvents } from '../../src/chat/chat-events.ts';
import { createEmitter } from '../../src/chat/chat-events.ts';
import type { CallsOptions } from '../../src/meetings/create-calls.ts';
import type { ServerEvent } from '../../src/realtime/link.ts';
import { createInitialState } from '../../src/state/chat-state.ts';
import { MY_USER_ID } from './samples.ts';

export const buildMeetingParticipant = (name: string): MeetingParticipant => ({
  participantId: `part_${name}`,
  userId: `user_${name}`,
  userName: name,
  audio: false,
  video: false,
  isSharing: false,
});

export const MEETING: Meeting = {
  id: 'meet_1',
  room_id: 'room_1',
  created_by: 'user_a',
  created_at: '2026-01-31T08:00:00.000Z',
  ended_at: null,
};

type RequestHandler = (event: string, payload: Record<string, unknown>) => unknown;

/** A stand-in for a connected chat client, whose server is a function. */
export class ModelChat {
  readonly requests: [event: string, payload: Record<string, unknown>][] = [];
  readonly #emitter = createEmitter<ChatEvents>();
  readonly #listeners = new Set<() => void>();
  readonly #me = {
    id: MY_USER_ID,
    name: 'Me',
    email: 'me@school.example',
    user_type: 'Student' as const,
  };
  #state = { ...createInitialState(this.#me), connection: 'online' as 'online' | 'waiting' };
  /** Answers the requests of the client. An error that it throws is the server's refusal. */
  answer: RequestHandler;

  constructor(answer: RequestHandler) {
    this.answer = answer;
  }

  get client(): CallsOptions['chat'] {
    return {
      getState: () => this.#state,
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      on: this.#emitter.on,
      request: async (event, payload) => {
        if (this.#state.connection !== 'online') throw new ApiError('UNREACHABLE', 'offline');
        this.requests.push([event, payload as Record<string, unknown>]);
        return (await this.answer(event, payload as Record<string, unknown>)) as never;
      },
    };
  }

  /** Returns the payloads of all requests of one kind. */
  listRequests(event: string): Record<string, unknown>[] {
    return this.requests.filter(([name]) => name === event).map(([, payload]) => payload);
  }

  receive(name: string, payload: object): void {
    this.#emitter.emit('server-event', {
      name,
      payload: { meetingId: MEETING.id, timestamp: MEETING.created_at, ...payload },
    } as ServerEvent);
  }

  disconnect(): void {
    this.#setConnection('waiting');
  }

  connect(): void {
    this.#setConnection('online');
    this.#emitter.emit('connected', undefined);
  }

  endSession(): void {
    this.#emitter.emit('session-ended', { code: 'SESSION_REVOKED' });
  }

  #setConnection(connection: 'online' | 'waiting'): void {
    this.#state = { ...this.#state, connection };
    for (const listener of this.#listeners) listener();
  }
}
