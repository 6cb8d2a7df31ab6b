import type { Logger } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database } from '../database/database.ts';
import type { Budget } from '../limits/budget.ts';
import type { DatabasePoolShares } from '../limits/pool-shares.ts';
import type { Outbox } from '../log/outbox/outbox.ts';
import type { SendLanes } from './sending/send-lanes.ts';

/** The dependencies of the code for rooms and messages. Each function picks the ones that it uses. */
export interface RoomDeps {
  readonly db: Database;
  readonly sendLanes: SendLanes;
  readonly outbox: Outbox;
  /**
   * Limits how many changes a user may make in rooms per second. Messages, edits, reactions, and member changes all
   * count.
   */
  readonly budget: Budget;
  readonly newRooms: Budget;
  readonly addedPeople: Budget;
  readonly roomChanges: DatabasePoolShares['roomChanges'];
  readonly lists: DatabasePoolShares['lists'];
  readonly searches: DatabasePoolShares['searches'];
  readonly nc: NatsConnection;
  readonly logger: Logger;
}
