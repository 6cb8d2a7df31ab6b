import { ROOM_STREAM } from '@kcs/contracts';
import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';

const NANOS_PER_MS = 1_000_000;
/**
 * Maximum number of unacknowledged events, summed over all gateways. If 20,000 events arrive per second and each takes
 * 10 ms, about 200 events are unacknowledged at any time.
 */
const MAX_UNACKNOWLEDGED_EVENTS = 2_048;
/**
 * Maximum number of times that the bus delivers an event. If all deliveries fail, gap repair fetches the event from the
 * log (TRAP-20).
 */
const MAX_DELIVERY_ATTEMPTS = 20;
/**
 * Maximum age of the events that the bus delivers again after the consumer has been recreated. Gateways drop repeated
 * events by their `seq`. If the clocks of PostgreSQL and NATS differ by more than this value, some events are skipped,
 * and the sweep finds them.
 */
const MAX_REPLAYED_EVENT_AGE_MS = 60_000;

/**
 * Returns the durable consumer that all gateways share. Creates the consumer if it is missing. Throws while the stream
 * is missing, because only chat-api creates the stream. `now` returns the current time on the clock that all services
 * share.
 */
export async function openDurableConsumer(
  jetstreamClient: JetStreamClient,
  jetstreamManager: JetStreamManager,
  now: () => number,
): Promise<Consumer> {
  const { name: stream, gatewayConsumer: durable_name, ackWaitMs } = ROOM_STREAM;
  const existingConsumer = await jetstreamClient.consumers.get(stream, durable_name).catch(() => undefined);
  if (existingConsumer) return existingConsumer;
  await jetstreamManager.consumers.add(stream, {
    durable_name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitMs * NANOS_PER_MS,
    max_ack_pending: MAX_UNACKNOWLEDGED_EVENTS,
    max_deliver: MAX_DELIVERY_ATTEMPTS,
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: new Date(now() - MAX_REPLAYED_EVENT_AGE_MS).toISOString(),
  });
  return jetstreamClient.consumers.get(stream, durable_name);
}
