import type { Logger } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { MessageBudget } from './commands/message-budget.ts';
import type { SendLanes } from './commands/send-lanes.ts';
import type { EventSink } from './outbox/event-sink.ts';
import type { Database } from './store/database.ts';

/** What the commands, queries, routes and bus handlers of rooms and messages work with. */
export interface CoreDeps {
  readonly db: Database;
  readonly sends: SendLanes;
  readonly publisher: EventSink;
  readonly budget: MessageBudget;
  readonly nc: NatsConnection;
  readonly logger: Logger;
}
