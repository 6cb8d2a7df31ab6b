import { parseArgs } from 'node:util';
import { runCommand } from '@kcs/private-servers';
import { attachToSystem, TeardownStack } from '@kcs/testkit';
import type { Drill, DrillContext } from './drill-context.ts';
import { findFailures, formatReconnects, formatScalePhases, formatScaleTotals } from './scale-report.ts';
import { ScaleRun } from './scale-run.ts';

export const rollingRestartDrill: Drill = {
  summary: 'What 1,000 clients notice while every gateway of a running system restarts (--system, --restart)',
  run: runRollingRestartDrill,
};

const USAGE = `npm run drill -- rolling-restart --system FILE --restart COMMAND [--clients N]

  --system FILE      the JSON description of a running system (SystemDescription in the test kit)
  --restart COMMAND  a shell command that restarts the gateway whose name is its last argument, and returns
                     when the load balancer sends it new clients again
  --clients N        the number of clients, a multiple of 100. Default: 1000`;
const ROOM_SIZE = 25;
const PROBES_PER_ROOM = 2;
const MESSAGES_PER_SECOND = 25;
const CONNECTS_PER_SECOND = 100;

async function runRollingRestartDrill({ args, say, signal }: DrillContext): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      system: { type: 'string' },
      restart: { type: 'string' },
      clients: { type: 'string', default: '1000' },
    },
  });
  const { system: descriptionPath, restart: restartCommand } = values;
  const clients = Number(values.clients);
  if (!descriptionPath || !restartCommand || !(clients > 0 && Number.isInteger(clients / 100))) {
    say(USAGE);
    return 1;
  }
  const teardownStack = new TeardownStack();
  try {
    const system = attachToSystem(teardownStack, descriptionPath);
    const badExits: string[] = [];
    const restart = (name: string) =>
      runCommand('sh', ['-c', `${restartCommand} "$1"`, 'restart', name], {
        env: process.env as Record<string, string>,
        cwd: process.cwd(),
        signal,
      }).catch((error: Error) => {
        signal.throwIfAborted();
        badExits.push(`${name}: ${error.message}`);
      });
    const run = await ScaleRun.start(teardownStack, {
      system,
      clients,
      roomSize: ROOM_SIZE,
      probesPerRoom: PROBES_PER_ROOM,
      messagesPerSecond: MESSAGES_PER_SECOND,
      signal,
      say,
    });
    await run.runPhase(`${clients} clients connect`, async () => {
      await run.connectProbes();
      await run.connect(run.waitingCount, CONNECTS_PER_SECOND);
    });
    const drains = [];
    for (const { name } of system.gateways)
      drains.push(
        await run.runPhase(`${name} restarts`, async () => {
          await restart(name);
          await run.waitUntilJoined();
        }),
      );
    const { phases, totals } = await run.finish();
    const result = { phases, totals: { ...totals, badExits }, bursts: [], drains };
    const breaches = findFailures(result.totals);
    say(`\n${formatScalePhases(phases)}\n\n${formatReconnects(drains)}\n\n${formatScaleTotals(result)}\n`);
    for (const breach of breaches) say(`BREACH ${breach}`);
    return breaches.length === 0 ? 0 : 1;
  } finally {
    await teardownStack.run();
  }
}
