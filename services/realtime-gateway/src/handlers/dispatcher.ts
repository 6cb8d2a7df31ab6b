import { randomUUID } from 'node:crypto';
import { ChatError, CLIENT_EVENTS, type ClientEventName } from '@kcs/contracts';
import { compileSchema, getTracing, type Logger, runInSpan } from '@kcs/service-kit';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { RefusedPacket } from '../transport/tolerant-parser.ts';
import type { EventBudget } from './event-budget.ts';
import { calculateEventCost } from './event-cost.ts';
import { toClientFailure } from './failure.ts';
import type { ClientEventHandler, ClientEventHandlers } from './handler.ts';

interface ClientEventDefinition {
  readonly validate: (payload: unknown) => unknown;
  readonly handle: ClientEventHandler<never>;
  /** The event that reports success to a client that passed no callback. Null if such a client gets no response. */
  readonly answer: string | null;
}

interface ClientEventDispatcherOptions {
  readonly handlers: ClientEventHandlers;
  readonly budget: Pick<EventBudget, 'take'>;
  readonly isTyping: (socket: ChatSocket, roomId: string) => boolean;
  readonly logger: Logger;
}

type AnswerCallback = (answer: object) => void;

/** A client event that has not been validated yet. */
interface ReceivedClientEvent {
  readonly socket: ChatSocket;
  readonly name: unknown;
  readonly payload: unknown;
  readonly callback: AnswerCallback | undefined;
  readonly requestId: string;
}

const MAX_EVENT_NAME_CHARS = 64;

/**
 * Receives and answers every client event. No client event can make the dispatcher throw or disconnect the socket
 * (SOCK-5). The answer goes to the callback that the client passed. Without a callback, a success is emitted as the
 * event that answers the client event, and a failure as `error` (SOCK-3, SOCK-4).
 */
export class ClientEventDispatcher {
  readonly #options: ClientEventDispatcherOptions;
  readonly #entries: ReadonlyMap<unknown, ClientEventDefinition>;

  constructor(options: ClientEventDispatcherOptions) {
    this.#options = options;
    this.#entries = new Map(
      (Object.keys(CLIENT_EVENTS) as ClientEventName[]).map((name) => [
        name,
        {
          validate: compileSchema(CLIENT_EVENTS[name].payload),
          handle: options.handlers[name] as ClientEventHandler<never>,
          answer: CLIENT_EVENTS[name].answer,
        },
      ]),
    );
  }

  /**
   * Handles one client event. `args` are the arguments from Socket.IO: the event name, the payload, and an optional
   * callback.
   */
  dispatch(socket: ChatSocket, args: readonly unknown[]): void {
    const lastArgument = args.at(-1);
    const answerCallback = typeof lastArgument === 'function' ? (lastArgument as AnswerCallback) : undefined;
    const [name, payload] = answerCallback ? args.slice(0, -1) : args;
    const receivedEvent = { socket, name, payload, callback: answerCallback, requestId: randomUUID() };
    const handling = getTracing() ? this.#handleInSpan(receivedEvent) : this.#handle(receivedEvent);
    handling.catch((error: unknown) => this.#fail(receivedEvent, error));
  }

  #handleInSpan(received: ReceivedClientEvent): Promise<void> {
    // A client chooses the name freely, so only known names become the name of a span.
    const eventName = this.#entries.has(received.name) ? String(received.name) : 'unknown event';
    const attributes = { 'kcs.request_id': received.requestId };
    return runInSpan({ name: eventName, kind: 'server', attributes }, () => this.#handle(received));
  }

  async #handle(received: ReceivedClientEvent): Promise<void> {
    const { socket, name, payload, callback, requestId } = received;
    const budgetDecision = this.#takeFromBudget(received);
    if (budgetDecision !== true && !(await budgetDecision)) throw new ChatError('RATE_LIMITED');
    if (payload instanceof RefusedPacket) throw new ChatError(payload.code, payload.message);
    const eventDefinition = this.#entries.get(name);
    if (!eventDefinition) throw new ChatError('VALIDATION_FAILED', 'Unknown event. Check the event name.');
    let isAnswered = false;
    const sendAnswer = (answer: object = { success: true }) => {
      if (isAnswered) return;
      isAnswered = true;
      if (callback) callback(answer);
      else if (eventDefinition.answer) socket.emit(eventDefinition.answer, answer);
    };
    await eventDefinition.handle({
      socket,
      payload: eventDefinition.validate(payload),
      requestId,
      reply: sendAnswer,
    } as never);
    if (!isAnswered && callback) sendAnswer();
  }

  /**
   * Deducts the cost of a client event from the user's event budget. Returns false if too little is left in the budget.
   * A typing `false` that ends a typing `true` is free, because the user would otherwise be shown as typing for too
   * long (TYPE-3).
   */
  #takeFromBudget({ socket, name, payload }: ReceivedClientEvent): boolean | Promise<boolean> {
    const { budget, isTyping } = this.#options;
    const payloadFields = (payload ?? {}) as Readonly<Record<string, unknown>>;
    const endsTyping = name === 'chat-typing' && payloadFields.isTyping === false;
    if (endsTyping && isTyping(socket, String(payloadFields.roomId))) return true;
    return budget.take(socket.data.user, calculateEventCost(payloadFields));
  }

  #fail({ socket, name, payload, callback, requestId }: ReceivedClientEvent, error: unknown): void {
    const clientFailure = toClientFailure(error);
    const eventName = payload instanceof RefusedPacket ? payload.event : name;
    const reportedEventName = typeof eventName === 'string' ? eventName.slice(0, MAX_EVENT_NAME_CHARS) : null;
    if (clientFailure.code === 'INTERNAL')
      this.#options.logger.error(
        { err: error, event: reportedEventName, request_id: requestId },
        'A client event failed because of an internal error. The client received INTERNAL.',
      );
    if (callback) callback({ success: false, error: clientFailure });
    else socket.emit('error', { event: reportedEventName, ...clientFailure });
  }
}
