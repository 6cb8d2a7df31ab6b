import type { Server } from 'node:http';
import type { Stoppable } from '@kcs/service-kit';
import { closeGatewayParts } from './close-gateway-parts.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { drainSockets } from './sockets/drain.ts';

/** The reason why this gateway may have missed messages from NATS. */
type InterruptionReason = 'reconnect' | 'slow-consumer' | 'disconnect';

type StopStep = readonly [name: string, step: () => Promise<void>];

/** A gateway with all its parts. Starts and stops the parts, checks their health, and recovers from interruptions. */
export class Gateway {
  /** The HTTP server of the gateway. The caller must make it listen. */
  readonly http: Server;
  readonly #parts: GatewayParts;
  #measuring: Stoppable | undefined;

  constructor(parts: GatewayParts) {
    this.http = parts.http;
    this.#parts = parts;
    const { gate, sessions, sweep } = parts;
    gate.listen({
      onUncertain: () => void sessions.poll(),
      onCertain: () => void sweep.sweepNow(),
    });
  }

  /** Starts all timers and the consumer. The consumer takes no events until the Redis path works. */
  start(): void {
    const { path, gate, logger, consumer, sweep, refresh, presence, typing } = this.#parts;
    const { sessions, expiry, backpressure, clock, leaseKeeper, sampler } = this.#parts;
    path.start({
      onWorking: () => {
        if (!gate.draining) consumer.resume();
        this.#catchUp();
      },
      onBroken: () => consumer.pause(),
    });
    for (const part of [consumer, sweep, refresh, presence, typing, sessions, leaseKeeper, sampler])
      part.start();
    expiry.start(logger, clock.now);
    backpressure.start();
    void clock.measure();
    this.#measuring = clock.start();
    void sweep.sweepNow();
  }

  /**
   * Makes this gateway reachable by the other gateways, so that each of them can pass on requests for sessions of this
   * gateway. Must be called before the HTTP server listens.
   */
  async openForwarding(): Promise<void> {
    await this.#parts.forwarding?.open();
  }

  /** Handles an interruption during which this gateway may have missed messages from NATS. */
  interrupted(why: InterruptionReason): void {
    const { gate } = this.#parts;
    if (why === 'disconnect') {
      gate.natsDisconnected();
      return;
    }
    if (why === 'reconnect') gate.natsReconnected();
    this.#catchUp();
  }

  /**
   * Throws an error that states the cause unless events can be sent and received over Redis and Redis accepts writes.
   */
  checkRedisPath(): Promise<void> {
    return this.#parts.path.check();
  }

  /**
   * Throws an error that states the cause if JetStream has been silent for too long, so that room events may be late.
   */
  checkConsumer(): void {
    this.#parts.consumer.check();
  }

  /** Throws an error unless chat-api replies to a request. */
  async checkChatApi(): Promise<void> {
    await this.#parts.bus.keys({});
    this.#parts.gate.chatApiAnswered();
  }

  /** Throws an error if this machine's clock differed too much from PostgreSQL's clock at the last measurement. */
  checkClock(): void {
    this.#parts.clock.check();
  }

  /** The steps that stop the gateway, in the order in which they must run. */
  get stopSteps(): readonly StopStep[] {
    const { consumer, gate, registry, config, presence, path, metrics, forwarding } = this.#parts;
    return [
      ['stop consuming', () => consumer.stop()],
      [
        'drain sockets',
        async () => {
          gate.drain();
          await Promise.all([
            drainSockets(
              registry,
              { socketsPerSecond: config.DRAIN_SOCKETS_PER_SECOND, maxMs: config.DRAIN_MS },
              () => metrics.drained.inc(),
            ),
            forwarding?.drain(config.DRAIN_MS),
          ]);
        },
      ],
      ['close presence epoch', () => presence.stop()],
      ['close sockets', () => closeGatewayParts(this.#parts, this.#measuring)],
      ['close Redis connections', () => path.stop()],
    ];
  }

  /**
   * Repairs the state of this gateway after it may have missed messages. While it is uncertain which sessions have
   * ended, the session check and the sweep are not started here: the check is already being repeated, and the delivery
   * gate starts the sweep once all sessions have been checked.
   */
  #catchUp(): void {
    const { gate, sessions, sweep, refresh, logger } = this.#parts;
    if (gate.sessionsCertain) {
      void sessions.poll();
      void sweep.sweepNow();
    }
    refresh
      .refreshAll()
      .catch((err) => logger.warn({ err }, 'Could not refresh the membership cache. It may be stale.'));
  }
}
