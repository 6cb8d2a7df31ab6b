import type { Server } from 'node:http';
import { ChatError } from '@kcs/contracts';
import type { ConnectionParts } from './compose-connections.ts';
import type { DeliveryParts } from './compose-delivery.ts';
import type { SequencerParts } from './compose-sequencer.ts';
import type { SocketParts } from './compose-sockets.ts';
import type { RoomEventConsumer } from './consume/room-event-consumer.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PresenceLink } from './presence-link/presence-link.ts';
import { drain } from './sockets/drain.ts';

/** The reason why messages on NATS may have been missed. */
type Interruption = 'reconnect' | 'slow-consumer' | 'disconnect';

interface GatewayParts extends GatewayContext, SocketParts, DeliveryParts, SequencerParts, ConnectionParts {
  readonly consumer: RoomEventConsumer;
  readonly presence: PresenceLink;
}

type StopStep = readonly [name: string, step: () => Promise<void>];

/** A composed gateway: its start, interruptions, health checks and stop. */
export class Gateway {
  /** Does not listen yet. */
  readonly http: Server;
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.http = parts.http;
    this.#parts = parts;
    const { gate, sessions, sweep } = parts;
    gate.listen({
      onUncertain: () => void sessions.poll(),
      onCertain: () => void sweep.sweepNow(),
    });
  }

  /** Starts all timers and the consumer. Nothing is consumed before the Redis path works. */
  start(): void {
    const { path, gate, logger, consumer, sweep, refresh, presence, typing } = this.#parts;
    const { sessions, expiry, backpressure } = this.#parts;
    path.start({
      onWorking: () => {
        if (!gate.draining) consumer.resume();
        this.#catchUp();
      },
      onBroken: () => consumer.pause(),
    });
    for (const part of [consumer, sweep, refresh, presence, typing, sessions]) part.start();
    expiry.start(logger);
    backpressure.start();
    void sweep.sweepNow();
  }

  /** Call this when messages on NATS may have been missed. */
  interrupted(why: Interruption): void {
    const { gate } = this.#parts;
    if (why === 'disconnect') {
      gate.natsDisconnected();
      return;
    }
    if (why === 'reconnect') gate.natsReconnected();
    this.#catchUp();
  }

  /** Throws `UNAVAILABLE` unless the canary currently proves the Redis path, which every event takes. */
  checkRedisPath(): void {
    if (!this.#parts.path.working) {
      throw new ChatError(
        'UNAVAILABLE',
        'This gateway cannot deliver events through Redis. Wait until Redis responds.',
      );
    }
  }

  /** Throws unless chat-api answers a request. */
  async checkChatApi(): Promise<void> {
    await this.#parts.bus.keys({});
    this.#parts.gate.chatApiAnswered();
  }

  /** The steps of a stop, in order. */
  get stopSteps(): readonly StopStep[] {
    const { consumer, gate, registry, config, presence, path } = this.#parts;
    return [
      ['stop consuming', () => consumer.stop()],
      [
        'drain sockets',
        () => {
          gate.drain();
          return drain(registry, config.DRAIN_MS);
        },
      ],
      ['close presence epoch', () => presence.stop()],
      ['close sockets', () => this.#close()],
      ['redis', () => path.stop()],
    ];
  }

  /**
   * Repairs state after messages may have been missed. While it is uncertain which sessions ended, nothing is swept.
   * The gate starts the sweep once all sessions are checked.
   */
  #catchUp(): void {
    const { gate, sessions, sweep, refresh, logger } = this.#parts;
    if (gate.sessionsCertain) {
      void sessions.poll();
      void sweep.sweepNow();
    }
    refresh
      .refreshAll()
      .catch((err) => logger.warn({ err }, 'The membership cache could not be refreshed; it may be stale'));
  }

  async #close(): Promise<void> {
    const { io, http, sequencer, repair, notices, sweep, refresh, typing } = this.#parts;
    const { sessions, expiry, backpressure } = this.#parts;
    repair.stop();
    const running = [notices, sweep, refresh, typing, sessions, expiry, backpressure];
    await Promise.all(running.map((part) => part.stop()));
    const closed = io.close();
    // Otherwise `close` would wait for idle keep-alive connections of polling clients.
    http.closeAllConnections();
    await closed;
    sequencer.stop();
  }
}
