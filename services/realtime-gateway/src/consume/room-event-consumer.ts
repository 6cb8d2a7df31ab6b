import { ROOM_STREAM, type RoomEvent, type RoomShown } from '@kcs/contracts';
import { jittered, type Logger, sleep } from '@kcs/service-kit';
import { type ConsumerMessages, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { OutageLog } from '../health/outage-log.ts';
import { AckBatch } from './ack-batch.ts';
import { decodeEvent } from './decode-event.ts';
import { roomConsumer } from './durable-consumer.ts';

/** Events that this gateway has asked for or is publishing at once. */
const TAKEN_AT_ONCE = 256;
/** A pull that NATS forgot is noticed after two missed heartbeats, half of this apart. */
const PULL_EXPIRES_MS = 4_000;
const RETRY_MS = 500;
const FAILED_RETRY_MS = 500;
const UNPARKED_RETRY_MS = 5_000;
const PARKED_CHARS = 4_096;

export interface DeadLetter {
  readonly source: string;
  readonly subject: string;
  readonly reason: string;
  readonly payload: string;
}

export interface TakerOptions {
  readonly nc: NatsConnection;
  readonly logger: Logger;
  /** Resolves once Redis has the event for all gateways; only then it is acknowledged. */
  readonly fanOut: (event: RoomEvent, shown?: RoomShown) => Promise<void>;
  readonly park: (letter: DeadLetter) => Promise<unknown>;
  readonly onTaken: (outcome: 'fanned-out' | 'failed' | 'parked') => void;
  /** How many events wait on the bus behind the one that was taken. */
  readonly onPending: (events: number) => void;
}

/**
 * Takes room events off the bus, in turns with the other gateways, and fans each out. Acknowledged after Redis has
 * confirmed, so a crash at any point repeats and never loses. Takes nothing while it is paused. Comes back by itself
 * when the stream or the consumer is missing, deleted or made anew.
 */
export class Taker {
  readonly #options: TakerOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #outage: OutageLog;
  readonly #fanOutOutage: OutageLog;
  readonly #acks = new AckBatch();
  #wanted = false;
  #wake: (() => void) | undefined;
  #messages: ConsumerMessages | undefined;
  #running: Promise<void> | undefined;

  constructor(options: TakerOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'taking room events');
    this.#fanOutOutage = new OutageLog(options.logger, 'fanning out room events');
  }

  get taking(): boolean {
    return this.#messages !== undefined;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  resume(): void {
    this.#wanted = true;
    this.#wake?.();
  }

  /** What was taken and is not yet on its way goes back to the others. */
  pause(): void {
    this.#wanted = false;
    void this.#messages?.close();
  }

  async stop(): Promise<void> {
    this.pause();
    this.#stop.abort();
    this.#wake?.();
    await this.#running;
    await Promise.allSettled(this.#underWay);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (!this.#wanted) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      await this.#takeUntilItEnds().catch((err) => {
        if (!signal.aborted) this.#outage.failed(err);
      });
      await sleep(jittered(RETRY_MS), signal).catch(() => {});
    }
  }

  async #takeUntilItEnds(): Promise<void> {
    const { nc } = this.#options;
    const consumer = await roomConsumer(jetstream(nc), await jetstreamManager(nc, { checkAPI: false }));
    const messages = await consumer.consume({
      max_messages: TAKEN_AT_ONCE,
      expires: PULL_EXPIRES_MS,
      idle_heartbeat: PULL_EXPIRES_MS / 2,
      abort_on_missing_resource: true,
    });
    this.#messages = messages;
    // Paused while the consumer was being asked for: there was nothing to close yet.
    if (!this.#wanted) void messages.close();
    this.#outage.worked();
    try {
      for await (const message of messages) {
        if (this.#wanted) this.#begin(message);
        else message.nak();
      }
    } finally {
      this.#messages = undefined;
    }
  }

  #begin(message: JsMsg): void {
    const work: Promise<void> = this.#take(message).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #take(message: JsMsg): Promise<void> {
    const { fanOut, onTaken, onPending } = this.#options;
    onPending(message.info.pending);
    const decoded = decodeEvent(message.subject, message.data);
    if (!decoded.ok) return this.#park(message, decoded.reason);
    try {
      await fanOut(decoded.event, decoded.shown);
      this.#acks.add(message);
      this.#fanOutOutage.worked();
      onTaken('fanned-out');
    } catch (err) {
      onTaken('failed');
      this.#fanOutOutage.failed(err);
      message.nak(jittered(FAILED_RETRY_MS));
    }
  }

  /** Poison stops nothing: it is stored with its reason and taken off. Where it cannot be stored, it comes again. */
  async #park(message: JsMsg, reason: string): Promise<void> {
    const { park, onTaken, logger } = this.#options;
    const { subject } = message;
    logger.error({ subject, reason }, 'an event cannot be used; it is parked');
    try {
      const payload = Buffer.from(message.data).toString('utf8').slice(0, PARKED_CHARS);
      await park({
        source: ROOM_STREAM.gatewayConsumer,
        subject: subject.slice(0, 500),
        reason: reason.slice(0, 500),
        payload,
      });
      message.term(reason);
      onTaken('parked');
    } catch (err) {
      logger.warn({ err, subject }, 'a dead letter could not be parked; it comes again');
      message.nak(jittered(UNPARKED_RETRY_MS));
    }
  }
}
