import { ChatError, CLIENT_EVENTS, type ClientEventName } from '@kcs/contracts';
import { compileSchema, type Logger } from '@kcs/service-kit';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { RefusedPacket } from '../transport/tolerant-parser.ts';
import type { EventBudget } from './event-budget.ts';
import { toClientFailure } from './failure.ts';
import type { Handler, Handlers } from './handler.ts';

interface ClientEventEntry {
  readonly validate: (payload: unknown) => unknown;
  readonly handle: Handler<never>;
  /**
   * Name of the event that carries the answer if the client passed no callback; null if such a client gets no answer.
   */
  readonly answer: string | null;
}

interface DispatcherOptions {
  readonly handlers: Handlers;
  readonly budget: Pick<EventBudget, 'take'>;
  /** Whether the socket is currently typing in the room. */
  readonly isTyping: (socket: ChatSocket, roomId: string) => boolean;
  readonly logger: Logger;
}

type Callback = (answer: object) => void;

/** A client event as received, before validation. */
interface ReceivedClientEvent {
  readonly socket: ChatSocket;
  readonly name: unknown;
  readonly payload: unknown;
  readonly callback: Callback | undefined;
}

const MAX_EVENT_NAME_CHARS = 64;
/**
 * Number of rooms or messages in a client event that count as one event in the event budget (LIM-2). A join may name
 * 500 rooms.
 */
const ITEMS_PER_EVENT = 20;

/**
 * Receives every client event and answers it. No client event can make the dispatcher throw or disconnect the socket
 * (SOCK-5). If the client passed a callback, the answer goes to the callback. Otherwise, a success is emitted as the
 * client event's answering event, and a failure is emitted as `error` (SOCK-3, SOCK-4).
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #entries: ReadonlyMap<unknown, ClientEventEntry>;

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

  /**
   * Dispatches one client event. `args` are the arguments from Socket.IO: event name, payload, and an optional
   * callback.
   */
  dispatch(socket: ChatSocket, args: readonly unknown[]): void {
    const lastArgument = args.at(-1);
    const callback = typeof lastArgument === 'function' ? (lastArgument as Callback) : undefined;
    const [name, payload] = callback ? args.slice(0, -1) : args;
    const received = { socket, name, payload, callback };
    this.#handle(received).catch((error: unknown) => this.#fail(received, error));
  }

  async #handle(received: ReceivedClientEvent): Promise<void> {
    const { socket, name, payload, callback } = received;
    const isWithinBudget = this.#takeFromBudget(received);
    if (isWithinBudget !== true && !(await isWithinBudget)) throw new ChatError('RATE_LIMITED');
    if (payload instanceof RefusedPacket) throw new ChatError(payload.code, payload.message);
    const entry = this.#entries.get(name);
    if (!entry) throw new ChatError('VALIDATION_FAILED', 'Unknown event. Check its name.');
    let answered = false;
    const reply = (answer: object = { success: true }) => {
      if (answered) return;
      answered = true;
      if (callback) callback(answer);
      else if (entry.answer) socket.emit(entry.answer, answer);
    };
    await entry.handle({ socket, payload: entry.validate(payload), reply } as never);
    if (!answered && callback) reply();
  }

  /**
   * Takes the cost of a client event from the user's event budget. A typing `false` that ends a typing `true` is free,
   * because it must not be lost (TYPE-3).
   */
  #takeFromBudget({ socket, name, payload }: ReceivedClientEvent): boolean | Promise<boolean> {
    const { budget, isTyping } = this.#options;
    const fields = (payload ?? {}) as Readonly<Record<string, unknown>>;
    const endsTyping = name === 'chat-typing' && fields.isTyping === false;
    if (endsTyping && isTyping(socket, String(fields.roomId))) return true;
    return budget.take(socket.data.user, costOf(fields));
  }

  #fail({ socket, name, payload, callback }: ReceivedClientEvent, error: unknown): void {
    const failure = toClientFailure(error);
    const eventName = payload instanceof RefusedPacket ? payload.event : name;
    const event = typeof eventName === 'string' ? eventName.slice(0, MAX_EVENT_NAME_CHARS) : null;
    if (failure.code === 'INTERNAL')
      this.#options.logger.error({ err: error, event }, 'A client event failed because of an internal error');
    if (callback) callback({ success: false, error: failure });
    else socket.emit('error', { event, ...failure });
  }
}

/**
 * Returns the cost of a client event in the event budget. The payload may be invalid, because validation comes later.
 */
function costOf({ roomIds, messageIds }: Readonly<Record<string, unknown>>): number {
  const items = [roomIds, messageIds].map((list) => (Array.isArray(list) ? list.length : 0));
  return Math.max(1, ...items.map((count) => Math.ceil(count / ITEMS_PER_EVENT)));
}
