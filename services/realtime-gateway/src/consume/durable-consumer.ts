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
 * Maximum number of unacknowledged events over all gateways. At 20,000 events per second that take 10 ms each, about
 * 200 events are unacknowledged at a time.
 */
const MAX_ACK_PENDING = 2_048;
/**
 * Maximum number of delivery attempts for an event. After that, gap repair fetches the event from the log (TRAP-20).
 */
const MAX_DELIVERY_ATTEMPTS = 20;
/**
 * Maximum age of the events that a recreated consumer delivers. Repeated events are dropped by their `seq`. If the
 * clocks of PostgreSQL and NATS differ by more than this age, the consumer omits events, which the sweep then finds.
 */
const REPLAY_WINDOW_MS = 60_000;

/**
 * Returns the durable consumer that all gateways share, and creates it if it is missing. Throws while the stream is
 * missing, because only chat-api creates it. `now` returns the time of the clock that all services share.
 */
export async function openDurableConsumer(
  js: JetStreamClient,
  jsm: JetStreamManager,
  now: () => number,
): Promise<Consumer> {
  const { name: stream, gatewayConsumer: durable_name, ackWaitMs } = ROOM_STREAM;
  const consumer = await js.consumers.get(stream, durable_name).catch(() => undefined);
  if (consumer) return consumer;
  await jsm.consumers.add(stream, {
    durable_name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitMs * NANOS_PER_MS,
    max_ack_pending: MAX_ACK_PENDING,
    max_deliver: MAX_DELIVERY_ATTEMPTS,
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: new Date(now() - REPLAY_WINDOW_MS).toISOString(),
  });
  return js.consumers.get(stream, durable_name);
}
