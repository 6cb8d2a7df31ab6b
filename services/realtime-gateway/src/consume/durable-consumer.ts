import { ROOM_STREAM } from '@kcs/contracts';
import { AckPolicy, DeliverPolicy, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';

const NANOS_PER_MS = 1_000_000;
/** Events under way over all gateways: at 20,000 a second and 10 ms from taking to confirming, 200 are. */
const MAX_ACK_PENDING = 2_048;
/** After so many tries the event is left to the repair by positions. */
const MAX_DELIVER = 20;
/** A consumer that had to be made anew begins so much earlier; what repeats is dropped by `seq`. */
const LOOK_BACK_MS = 60_000;

/**
 * The durable consumer that all gateways share; made where it is missing.
 * @throws while the stream is missing: chat-api makes that
 */
export async function roomConsumer(js: JetStreamClient, jsm: JetStreamManager) {
  const { name: stream, gatewayConsumer: durable_name, ackWaitMs } = ROOM_STREAM;
  const consumer = await js.consumers.get(stream, durable_name).catch(() => undefined);
  if (consumer) return consumer;
  await jsm.consumers.add(stream, {
    durable_name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitMs * NANOS_PER_MS,
    max_ack_pending: MAX_ACK_PENDING,
    max_deliver: MAX_DELIVER,
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: new Date(Date.now() - LOOK_BACK_MS).toISOString(),
  });
  return js.consumers.get(stream, durable_name);
}
