import type { RoomEvent } from '@kcs/contracts';
import {
  addJitter,
  getTracing,
  type Logger,
  readRequestId,
  runInSpan,
  sleep,
  TasksInProgress,
  TRACEPARENT_HEADER,
} from '@kcs/service-kit';
import { type ConsumerMessages, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { OutageLog } from '../health/outage-log.ts';
import type { RoomEventRelay } from '../relay/room-event-relay.ts';
import { AckBatch } from './ack-batch.ts';
import { BusSilenceWatch } from './bus-silence.ts';
import { type DeadLetter, toDeadLetter } from './dead-letter.ts';
import { decodeRoomEvent } from './decode-event.ts';
import { openDurableConsumer } from './durable-consumer.ts';

/**
 * Maximum number of events that this gateway handles at a time, including events that it has requested from the bus.
 */
const MAX_EVENTS_IN_PROGRESS = 256;
/**
 * Duration of one pull request to the bus. The bus sends idle heartbeats at half of this interval, so a lost pull
 * request is noticed after two missed heartbeats.
 */
const PULL_DURATION_MS = 4_000;
const CONSUMER_RESTART_DELAY_MS = 500;
const RELAY_RETRY_DELAY_MS = 500;
const PARK_RETRY_DELAY_MS = 5_000;

export interface RoomEventConsumerOptions {
  readonly nc: NatsConnection;
  readonly logger: Logger;
  /** Relays an event. The event is acknowledged when the promise resolves, and redelivered when the promise rejects. */
  readonly relay: Pick<RoomEventRelay, 'relay'>;
  /** Stores a dead letter for an event that cannot be processed. */
  readonly park: (letter: DeadLetter) => Promise<unknown>;
  /** Called with the kind of the event; undefined if the event is invalid. */
  readonly onConsumed: (outcome: 'fanned-out' | 'failed' | 'parked', kind?: string) => void;
  /** Called with the number of events that are waiting on the bus. */
  readonly onPending: (events: number) => void;
  /** Returns the current time on the clock that all services share. */
  readonly now: () => number;
  /** Returns the time of a monotonic clock in milliseconds. Default: `performance.now`. */
  readonly elapsedMs?: () => number;
}

/**
 * Takes room events off the bus and relays them to the gateways that need them. All gateways share one durable
 * consumer, so only one gateway receives each event from the bus.
 *
 * An event is acknowledged after Redis has confirmed it, so a crash at any point causes a repeat, never a loss
 * (PROM-1). A paused consumer takes no events. If the stream or the durable consumer is missing, the gateway retries
 * until both exist.
 */
export class RoomEventConsumer {
  readonly #options: RoomEventConsumerOptions;
  readonly #inProgress = new TasksInProgress();
  readonly #stop = new AbortController();
  readonly #consumeOutage: OutageLog;
  readonly #relayOutage: OutageLog;
  readonly #acks = new AckBatch();
  readonly #silence: BusSilenceWatch;
  #lastError: unknown;
  #shouldConsume = false;
  #wake: (() => void) | undefined;
  #messages: ConsumerMessages | undefined;
  #running: Promise<void> | undefined;

  constructor(options: RoomEventConsumerOptions) {
    this.#options = options;
    this.#silence = new BusSilenceWatch(options.elapsedMs);
    this.#consumeOutage = new OutageLog(options.logger, 'Consuming room events');
    this.#relayOutage = new OutageLog(options.logger, 'Relaying room events');
  }

  get consuming(): boolean {
    return this.#messages !== undefined;
  }

  /**
   * Throws an error that states the cause if the bus has been silent for too long. A silent bus may have lost the
   * stream's leader, the stream, or the durable consumer. Does nothing while the consumer is paused.
   */
  check(): void {
    if (this.#shouldConsume) this.#silence.check(this.#lastError);
  }

  /** Starts the consumer. It takes no events until `resume` is called. */
  start(): void {
    this.#running ??= this.#run();
  }

  resume(): void {
    if (!this.#shouldConsume) this.#silence.end();
    this.#shouldConsume = true;
    this.#wake?.();
  }

  /**
   * Stops consuming until `resume` is called. Events that have been received but are not being relayed yet are returned
   * to the bus.
   */
  pause(): void {
    this.#shouldConsume = false;
    void this.#messages?.close();
  }

  /** Stops the consumer. Resolves when every event in progress has been acknowledged or returned to the bus. */
  async stop(): Promise<void> {
    this.pause();
    this.#stop.abort();
    this.#wake?.();
    await this.#running;
    await this.#inProgress.waitForAll();
    this.#acks.flush();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (!this.#shouldConsume) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      await this.#consume().catch((err) => {
        this.#lastError = err;
        if (!signal.aborted) this.#consumeOutage.failed(err);
      });
      await sleep(addJitter(CONSUMER_RESTART_DELAY_MS), signal).catch(() => {});
    }
  }

  /** Consumes events until the consumer is paused or deleted. */
  async #consume(): Promise<void> {
    const { nc: natsConnection, now } = this.#options;
    const durableConsumer = await openDurableConsumer(
      jetstream(natsConnection),
      await jetstreamManager(natsConnection, { checkAPI: false }),
      now,
    );
    const consumerMessages = await durableConsumer.consume({
      max_messages: MAX_EVENTS_IN_PROGRESS,
      expires: PULL_DURATION_MS,
      idle_heartbeat: PULL_DURATION_MS / 2,
      abort_on_missing_resource: true,
    });
    this.#messages = consumerMessages;
    // Close the subscription if `pause` was called while the subscription was being opened.
    if (!this.#shouldConsume) void consumerMessages.close();
    this.#consumeOutage.succeeded();
    this.#lastError = undefined;
    void this.#followHeartbeats(consumerMessages);
    try {
      for await (const message of consumerMessages) {
        this.#silence.end();
        if (this.#shouldConsume) this.#begin(message);
        else message.nak();
      }
    } finally {
      this.#messages = undefined;
    }
  }

  /** Records each sign that the bus still knows the pull request: a heartbeat, or the end of the request. */
  async #followHeartbeats(messages: ConsumerMessages): Promise<void> {
    for await (const { type } of messages.status()) {
      if (type === 'heartbeat' || type === 'discard') this.#silence.end();
    }
  }

  #begin(message: JsMsg): void {
    const processing = getTracing()
      ? processInSpan(message, () => this.#process(message))
      : this.#process(message);
    this.#inProgress.add(processing);
  }

  async #process(message: JsMsg): Promise<void> {
    const { relay, onConsumed, onPending } = this.#options;
    onPending(message.info.pending);
    const decodeResult = decodeRoomEvent(message.subject, message.data);
    if (!decodeResult.ok) return this.#park(message, decodeResult.reason);
    try {
      await relay.relay(decodeResult.event, decodeResult.shown);
      this.#acks.add(message);
      this.#relayOutage.succeeded();
      onConsumed('fanned-out', decodeResult.event.kind);
      this.#logRelayed(message, decodeResult.event);
    } catch (err) {
      onConsumed('failed', decodeResult.event.kind);
      this.#relayOutage.failed(err, describeMessage(message));
      message.nak(addJitter(RELAY_RETRY_DELAY_MS));
    }
  }

  #logRelayed(message: JsMsg, { seq }: RoomEvent): void {
    const { logger } = this.#options;
    if (logger.isLevelEnabled('debug'))
      logger.debug({ ...describeMessage(message), seq }, 'Relayed a room event');
  }

  /**
   * Parks an invalid event as a dead letter and removes it from the bus. If parking fails, the bus redelivers the
   * event.
   */
  async #park(message: JsMsg, reason: string): Promise<void> {
    const { park, onConsumed, logger } = this.#options;
    const { subject } = message;
    const logFields = describeMessage(message);
    logger.error({ ...logFields, reason }, 'A room event is invalid. Parking it as a dead letter.');
    try {
      await park(toDeadLetter(subject, message.data, reason));
      // Terminate the message without a reason, because NATS 2.9 ignores a termination with a reason and delivers the
      // event again.
      message.term();
      onConsumed('parked');
    } catch (err) {
      logger.warn({ err, ...logFields }, 'Could not park an invalid room event. The bus will redeliver it.');
      message.nak(addJitter(PARK_RETRY_DELAY_MS));
    }
  }
}

/**
 * Returns the log fields of a message: its subject, and the id of the request or client event that caused it. Call this
 * function only for lines that are written, because it decodes the headers.
 */
function describeMessage({ subject, headers }: JsMsg): { subject: string; request_id?: string } {
  const requestId = readRequestId(headers);
  return { subject, ...(requestId !== undefined && { request_id: requestId }) };
}

/** Processes a message in a span that continues the trace of its publisher. */
function processInSpan(message: JsMsg, process: () => Promise<void>): Promise<void> {
  const { subject, headers } = message;
  const parent = headers?.get(TRACEPARENT_HEADER);
  const attributes = { 'messaging.system': 'nats', 'messaging.destination.name': subject };
  return runInSpan({ name: 'process room event', kind: 'consumer', parent, attributes }, process);
}
