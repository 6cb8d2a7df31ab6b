import { type BusReply, CHAT_API_REQUESTS, type ReplyOf } from '@kcs/contracts';
import type { TestContext, TestSystem } from '@kcs/testkit';
import { connect as connectToNats } from '@nats-io/transport-node';
import { MAX_ROOMS_PER_SWEEP_REQUEST } from '../capacity/estimate-load.ts';
import type { Crowd } from '../crowd/crowd.ts';

const { changedHeads } = CHAT_API_REQUESTS;

/** The position, or the head, of each room. */
type Positions = readonly (readonly [roomId: string, seq: number | null])[];

const SWEEPS = 200;
/** Sweeps before the measurement, during which V8 compiles the code of chat-api. */
const WARM_UP_SWEEPS = 50;
const SWEEP_TIMEOUT_MS = 10_000;

/**
 * Returns a function that sweeps all rooms repeatedly, as a gateway does every 5 s, and resolves with the number of
 * sweeps. No room has changed, as in most sweeps.
 */
export async function prepareSweeps(
  t: TestContext,
  { system, crowd }: { readonly system: TestSystem; readonly crowd: Crowd },
): Promise<() => Promise<number>> {
  const connection = await connectToNats(system.nats.getConnectionOptions('admin'));
  t.teardown(() => connection.close());
  const requestChangedHeads = async (positions: Positions) => {
    const request = JSON.stringify({ positions: Object.fromEntries(positions) });
    const response = await connection.request(changedHeads.subject, request, { timeout: SWEEP_TIMEOUT_MS });
    const reply = response.json<BusReply<ReplyOf<typeof changedHeads>>>();
    if (!reply.ok) throw new Error(`A sweep was refused: ${reply.error.message}`);
    return reply.data.heads;
  };

  const batches: Positions[] = [];
  for (const roomIds of splitIntoBatches(crowd))
    batches.push(Object.entries(await requestChangedHeads(roomIds.map((roomId) => [roomId, 0]))));
  const sweep = async (count: number) => {
    for (let n = 0; n < count; n++) for (const batch of batches) await requestChangedHeads(batch);
    return count;
  };
  await sweep(WARM_UP_SWEEPS);
  return () => sweep(SWEEPS);
}

function splitIntoBatches({ members }: Crowd): string[][] {
  const roomIds = [...new Set(members.flatMap((member) => member.roomIds))];
  const batchCount = Math.ceil(roomIds.length / MAX_ROOMS_PER_SWEEP_REQUEST);
  return Array.from({ length: batchCount }, (_, n) =>
    roomIds.slice(n * MAX_ROOMS_PER_SWEEP_REQUEST, (n + 1) * MAX_ROOMS_PER_SWEEP_REQUEST),
  );
}
