import { PRESENCE } from '@kcs/contracts';
import { createLogger, every, type Stoppable, sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { GatewayStub } from './gateway-stub.ts';
import { epochOf } from './ids.ts';

const logger = createLogger({ service: 'gateway', instanceId: 'stub', level: 'silent' });

/** A gateway that beats on the bus as the contract asks: lists when asked to, opens a new epoch when its is closed. */
export class LiveGateway {
  readonly stub: GatewayStub;
  readonly answers: string[] = [];
  /** Its beats are held up on the way. */
  silent = false;
  readonly #nc: NatsConnection;
  readonly #beats: Stoppable;

  constructor(nc: NatsConnection, id: string, beatMs: number) {
    this.#nc = nc;
    this.stub = new GatewayStub(id);
    this.#beats = every(beatMs, () => (this.silent ? undefined : this.beat()), { logger, name: id });
  }

  /** Changes, and says so at once. */
  async change(change: Parameters<GatewayStub['change']>[0]): Promise<void> {
    await this.#say(this.stub.change(change));
  }

  async beat(): Promise<void> {
    await this.#say(this.stub.change());
  }

  /** As a killed process: no more beats. */
  async die(): Promise<void> {
    await this.#beats.stop();
  }

  async #say(beat: ReturnType<GatewayStub['change']>): Promise<void> {
    const { status } = await sendRequest(this.#nc, PRESENCE.beat, beat, { timeoutMs: 1000 });
    this.answers.push(status);
    if (status === 'accepted') return;
    if (status === 'closed') this.stub.epoch = epochOf(this.stub.id);
    await sendRequest(this.#nc, PRESENCE.listSessions, this.stub.whole(), { timeoutMs: 1000 });
  }
}
