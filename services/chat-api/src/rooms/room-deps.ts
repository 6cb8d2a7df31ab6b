import type { Logger } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database } from '../database/database.ts';
import type { Outbox } from '../log/outbox/outbox.ts';
import type { MessageBudget } from './sending/message-budget.ts';
import type { SendLanes } from './sending/send-lanes.ts';

/** The dependencies of the code for rooms and messages. Each command, query and route picks those it uses. */
export interface RoomDeps {
  readonly db: Database;
  readonly sendLanes: SendLanes;
  readonly outbox: Outbox;
  readonly budget: MessageBudget;
  readonly nc: NatsConnection;
  readonly logger: Logger;
}
