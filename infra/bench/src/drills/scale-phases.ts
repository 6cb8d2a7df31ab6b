import { buildNextVersion } from '@kcs/bundle-service';
import type { TestContext, TestSystem } from '@kcs/testkit';
import type { ScaleDrillResult } from './scale-report.ts';
import { ScaleRun } from './scale-run.ts';

export interface ScaleDrillScale {
  readonly clients: number;
  readonly roomSize: number;
  readonly probesPerRoom: number;
  readonly messagesPerSecond: number;
  /** How often the baseline and the burst are measured, one after the other. */
  readonly rounds: number;
  /** How long each of these measurements takes. */
  readonly measureSeconds: number;
  readonly usualConnectsPerSecond: number;
  readonly burstConnectsPerSecond: number;
  /** The rate at which the first clients connect, before anything is measured. */
  readonly firstConnectsPerSecond: number;
}

interface ScaleDrillOptions {
  readonly system: TestSystem;
  readonly scale: ScaleDrillScale;
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Runs the phases of the scale drill, and returns their figures. */
export async function runScalePhases(
  t: TestContext,
  { system, scale, say, signal }: ScaleDrillOptions,
): Promise<ScaleDrillResult> {
  const nextPrograms = await buildNextVersion();
  const run = await ScaleRun.start(t, { ...scale, system, say, signal });
  const [, ...addedGateways] = system.gateways;
  const { rounds, measureSeconds, usualConnectsPerSecond, burstConnectsPerSecond } = scale;
  const usualCount = measureSeconds * usualConnectsPerSecond;
  const burstCount = measureSeconds * burstConnectsPerSecond;

  await Promise.all(addedGateways.map((gateway) => run.stop(gateway)));
  await run.runPhase('clients connect to 1 gateway', async () => {
    await run.connectProbes();
    const laterCount = rounds * (usualCount + burstCount);
    const halfCount = Math.floor(run.waitingCount / 2);
    await run.connect(Math.max(0, halfCount - laterCount), scale.firstConnectsPerSecond);
  });
  const bursts = [];
  for (let round = 0; round < rounds; round++) {
    const usual = await run.runPhase(`${usualConnectsPerSecond} connects per second`, () =>
      run.connect(usualCount, usualConnectsPerSecond),
    );
    const burst = await run.runPhase(`${burstConnectsPerSecond} connects per second`, () =>
      run.connect(burstCount, burstConnectsPerSecond),
    );
    bursts.push({ usual, burst });
  }
  await run.runPhase('3 gateways are added', () =>
    Promise.all(addedGateways.map((gateway) => gateway.start())),
  );
  await run.runPhase('clients connect to 4 gateways', () =>
    run.connect(run.waitingCount, scale.firstConnectsPerSecond),
  );
  await run.runPhase('2 replicas of chat-api are replaced', async () => {
    for (const api of system.apis) await run.replace(api, nextPrograms['chat-api']);
  });
  run.startNewKind();
  const drains = [];
  for (const gateway of system.gateways)
    drains.push(
      await run.runPhase(`${gateway.name} is replaced`, async () => {
        await run.replace(gateway, nextPrograms['realtime-gateway']);
        await run.waitUntilJoined();
      }),
    );
  for (const gateway of addedGateways)
    drains.push(
      await run.runPhase(`${gateway.name} is removed`, async () => {
        await run.stop(gateway);
        await run.waitUntilJoined();
      }),
    );
  return { ...(await run.finish()), bursts, drains };
}
