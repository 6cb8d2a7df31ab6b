import { ChatError, CLIENT_EVENTS, type ClientEventName } from '@kcs/contracts';
import { compileSchema, type Logger } from '@kcs/service-kit';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { RefusedPacket } from '../transport/tolerant-parser.ts';
import { takeEvent } from './event-budget.ts';
import { failureOf } from './failure.ts';
import type { Handler, Handlers } from './handler.ts';

interface Entry {
  readonly validate: (payload: unknown) => unknown;
  readonly handle: Handler<never>;
  readonly answer: string | null;
}

export interface DispatcherOptions {
  readonly handlers: Handlers;
  readonly eventsPerSecond: number;
  readonly logger: Logger;
}

const NAME_CHARS = 64;

/**
 * The one way in for what clients send. Whatever it is, it is answered and never throws or disconnects: by the
 * callback where there is one, else by the event's answer, failures by `error` (protocol §3).
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #entries: ReadonlyMap<unknown, Entry>;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#entries = new Map(
      (Object.keys(CLIENT_EVENTS) as ClientEventName[]).map((name) => [
        name,
        {
          validate: compileSchema(CLIENT_EVENTS[name].payload),
          handle: options.handlers[name] as Handler<never>,
          answer: CLIENT_EVENTS[name].answer,
        },
      ]),
    );
  }

  /** Takes the arguments as the library gives them: the event, what was sent with it, and a callback at the end. */
  dispatch(socket: ChatSocket, args: readonly unknown[]): void {
    const last = args.at(-1);
    const callback = typeof last === 'function' ? (last as (answer: object) => void) : undefined;
    const [name, payload] = callback ? args.slice(0, -1) : args;
    const fail = (error: unknown) => this.#fail(socket, name, payload, callback, error);
    try {
      if (!this.#mayPass(socket, name, payload)) throw new ChatError('RATE_LIMITED');
      if (payload instanceof RefusedPacket) throw new ChatError(payload.code, payload.message);
      const entry = this.#entries.get(name);
      if (!entry) throw new ChatError('VALIDATION_FAILED', 'There is no such event.');
      this.#run(socket, entry, entry.validate(payload), callback).catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  async #run(
    socket: ChatSocket,
    entry: Entry,
    payload: unknown,
    callback: ((answer: object) => void) | undefined,
  ): Promise<void> {
    let answered = false;
    const reply = (answer: object = { success: true }) => {
      if (answered) return;
      answered = true;
      if (callback) callback(answer);
      else if (entry.answer) socket.emit(entry.answer, answer);
    };
    await entry.handle({ socket, payload, reply } as never);
    if (!answered && callback) reply();
  }

  /** A typing `false` passes even over the limit: it is paced by its own rule, and lost it would stand for ever. */
  #mayPass(socket: ChatSocket, name: unknown, payload: unknown): boolean {
    if (takeEvent(socket.data.user, this.#options.eventsPerSecond, performance.now())) return true;
    return name === 'chat-typing' && (payload as { isTyping?: unknown } | undefined)?.isTyping === false;
  }

  #fail(
    socket: ChatSocket,
    name: unknown,
    payload: unknown,
    callback: ((answer: object) => void) | undefined,
    error: unknown,
  ): void {
    const failure = failureOf(error);
    const named = payload instanceof RefusedPacket ? payload.event : name;
    const event = typeof named === 'string' ? named.slice(0, NAME_CHARS) : null;
    if (failure.code === 'INTERNAL') this.#options.logger.error({ err: error, event }, 'an event failed');
    if (callback) callback({ success: false, error: failure });
    else socket.emit('error', { event, ...failure });
  }
}
