import type { Logger } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database } from '../database/database.ts';
import type { EventSink } from '../log/outbox/outbox.ts';
import type { MessageBudget } from './sending/message-budget.ts';
import type { SendLanes } from './sending/send-lanes.ts';

/** What the commands, queries, routes and bus handlers of rooms and messages work with. */
export interface CoreDeps {
  readonly db: Database;
  readonly sends: SendLanes;
  readonly publisher: EventSink;
  readonly budget: MessageBudget;
  readonly nc: NatsConnection;
  readonly logger: Logger;
}
