import type { Calls, CallsState } from '@kcs/chat-client/calls';
import { createCallsState, STREAM_PLACEHOLDER } from './call-data.ts';
import type { StandInChat } from './stand-in-chat.ts';

/**
 * A stand-in for the calls of a chat client. The chat stand-in records the calls of its methods with the prefix
 * `calls.`, and gives the responses that the test has set.
 */
export class StandInCalls {
  readonly client: Calls;
  /** The loudness of each participant, by participant id. */
  audioLevelById: Readonly<Record<string, number>> = {};
  readonly #listeners = new Set<() => void>();
  #state = createCallsState();

  constructor(chat: StandInChat) {
    const standInMethods = {
      getState: () => this.#state,
      subscribe: (listener: () => void) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      watchRoom: (roomId: string) => {
        chat.calls.push({ method: 'calls.watchRoom', args: [roomId] });
        return () => chat.calls.push({ method: 'calls.watchRoom stopped', args: [roomId] });
      },
      readAudioLevel: (participantId: string) => this.audioLevelById[participantId] ?? 0,
    };
    this.client = chat.createRecorder('calls.', standInMethods) as unknown as Calls;
  }

  /** Changes the state. Each `STREAM_PLACEHOLDER` becomes a media stream. */
  setState(changes: Partial<CallsState>): void {
    const { participants, media, ...rest } = changes;
    this.#state = {
      ...this.#state,
      ...rest,
      ...(participants && { participants: participants.map(replacePlaceholders) }),
      ...(media && { media: replacePlaceholders(media) }),
    };
    for (const listener of this.#listeners) listener();
  }
}

function replacePlaceholders<T extends object>(value: T): T {
  const entries = Object.entries(value).map(([name, field]) => [
    name,
    field === STREAM_PLACEHOLDER ? getStream(name) : field,
  ]);
  return Object.fromEntries(entries) as T;
}

const streamByName = new Map<string, MediaStream>();

/** Returns a stream with a green picture, or with a quiet tone if the name says that it is the stream of a voice. */
function getStream(name: string): MediaStream {
  const stream = streamByName.get(name) ?? (name.startsWith('audio') ? createTone() : createPicture());
  streamByName.set(name, stream);
  return stream;
}

function createTone(): MediaStream {
  const audioContext = new AudioContext();
  const oscillator = audioContext.createOscillator();
  const gain = audioContext.createGain();
  gain.gain.value = 0.2;
  const destination = audioContext.createMediaStreamDestination();
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  return destination.stream;
}

function createPicture(): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 240;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser provides no 2D canvas context.');
  context.fillStyle = 'green';
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas.captureStream(1);
}
