import type { ChatClient } from '../../src/index.ts';
import { assertClientMatchesServer } from './assert-fresh.ts';
import { ModelWorld } from './model-world.ts';

/** The random seeds. Each seed makes events and responses overtake each other in a different order. */
export const RANDOM_SEEDS = Array.from({ length: 40 }, (_, seed) => seed);
/**
 * The simulated time after which a test assumes that nothing more will change. It is longer than any wait in the
 * client.
 */
export const SETTLING_TIME_MS = 30_000;
export const [ADA, BOB, CAROL] = ['user_a', 'user_b', 'user_c'] as const;

/** Starts a connected client of Ada, who has a direct room with Bob and `groups` group rooms. */
export async function startClientOfAda(seed: number, groups = 0) {
  const modelWorld = new ModelWorld(seed);
  const directRoom = modelWorld.server.createRoom([ADA, BOB], 'direct');
  for (let n = 0; n < groups; n += 1) modelWorld.server.createRoom([ADA, BOB]);
  const clientOfAda = modelWorld.client(ADA);
  await modelWorld.time.run(SETTLING_TIME_MS);
  assertClientMatchesServer(modelWorld, clientOfAda);
  const endedRoomIds: string[] = [];
  clientOfAda.on('room-ended', ({ room }) => endedRoomIds.push(room.id));
  return { world: modelWorld, client: clientOfAda, direct: directRoom, ended: endedRoomIds };
}

/** Starts a connected client of Ada on a slow network, where socket events often overtake responses. */
export async function startSlowClientOfAda(seed: number) {
  const slowClientParts = await startClientOfAda(seed);
  slowClientParts.world.network.slowestMs = 400;
  return slowClientParts;
}

/**
 * Calls `then` right after the server has computed its next response of type `kind`. The response therefore does not
 * include the effects of `then`.
 */
export function runAfterNextResponse<K extends 'pageOfRooms' | 'roomFor' | 'leave' | 'membersOf' | 'page'>(
  world: ModelWorld,
  kind: K,
  then: () => void,
): void {
  const { server } = world;
  const originalMethod = server[kind].bind(server) as (...args: unknown[]) => unknown;
  server[kind] = ((...args: unknown[]) => {
    const computedResponse = originalMethod(...args);
    server[kind] = originalMethod as never;
    then();
    return computedResponse;
  }) as never;
}

/** Calls `then` while the server's next response of type `kind` is delayed. No other response or event is delayed. */
export function runDuringSlowResponse(
  world: ModelWorld,
  kind: 'membersOf' | 'page' | 'pageOfRooms' | 'roomFor',
  then: () => void,
): void {
  const { network } = world;
  runAfterNextResponse(world, kind, () => {
    const { slowestMs } = network;
    network.slowestMs = SETTLING_TIME_MS / 2;
    queueMicrotask(() => {
      network.slowestMs = slowestMs;
      then();
    });
  });
}

export async function settleAndStop(world: ModelWorld, client: ChatClient): Promise<void> {
  await world.time.run(SETTLING_TIME_MS);
  assertClientMatchesServer(world, client);
  client.stop();
}
