import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { createLogger, repeatEvery, type Stoppable, sendRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Heartbeat } from '../../src/registry/registry.ts';
import { GatewayState } from './gateway-state.ts';
import { createEpochId } from './ids.ts';

const logger = createLogger({ service: 'gateway', instanceId: 'stand-in', level: 'silent' });

/**
 * A test gateway that follows the presence contract. It sends heartbeats, sends its complete session list after a
 * `resync` reply, and opens a new epoch after a `closed` reply.
 */
export class GatewayStandIn {
  readonly state: GatewayState;
  /** Whether the gateway sends no heartbeats, as if they were lost in the network. */
  silent = false;
  readonly #nc: NatsConnection;
  readonly #heartbeats: Stoppable;

  constructor(nc: NatsConnection, id: string, heartbeatMs: number) {
    this.#nc = nc;
    this.state = new GatewayState(id);
    this.#heartbeats = repeatEvery(heartbeatMs, () => (this.silent ? undefined : this.heartbeat()), {
      logger,
      name: id,
    });
  }

  /** Applies changes to the sockets and rooms, and reports the changes to presence immediately. */
  async change(changes: Parameters<GatewayState['change']>[0]): Promise<void> {
    await this.#send(this.state.change(changes));
  }

  async heartbeat(): Promise<void> {
    await this.#send(this.state.change());
  }

  /** Stops sending heartbeats, as if the process had been killed. */
  async die(): Promise<void> {
    await this.#heartbeats.stop();
  }

  async #send(heartbeat: Heartbeat): Promise<void> {
    const { status } = await sendRequest(this.#nc, PRESENCE_REQUESTS.beat, heartbeat, { timeoutMs: 1000 });
    if (status === 'accepted') return;
    if (status === 'closed') this.state.epoch = createEpochId(this.state.id);
    await sendRequest(this.#nc, PRESENCE_REQUESTS.listSessions, this.state.completeList(), {
      timeoutMs: 1000,
    });
  }
}
