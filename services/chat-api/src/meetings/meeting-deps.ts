import type { SharedClock } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { ChatApiConfig } from '../config/config-schema.ts';
import type { Database } from '../database/database.ts';
import type { Budget } from '../limits/budget.ts';

/** The dependencies of the code for meetings. Each function picks the ones that it uses. */
export interface MeetingDeps {
  readonly config: Pick<ChatApiConfig, 'STUN_URLS' | 'TURN_URLS' | 'TURN_SECRET'>;
  readonly db: Database;
  readonly nc: NatsConnection;
  readonly clock: Pick<SharedClock, 'now'>;
  /** Limits how many meetings a user may start per hour. */
  readonly newMeetings: Budget;
}
