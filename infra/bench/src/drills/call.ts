import { startSystem, TeardownStack, type TestSystem } from '@kcs/testkit';
import { type CallFigure, CallRehearsal } from '../call/rehearse-call.ts';
import { startTurnServer } from '../call/turn-server.ts';
import type { Drill, DrillContext } from './drill-context.ts';

export const callDrill: Drill = {
  summary: 'A call of three people in a browser on three gateways, one of which dies, and a relayed call',
  run: runCallDrill,
};

const PARTICIPANT_COUNT = 3;

async function runCallDrill({ say, signal }: DrillContext): Promise<number> {
  const teardownStack = new TeardownStack();
  try {
    say(`Starting a system with ${PARTICIPANT_COUNT} gateways.`);
    const turnSettings = await startTurnServer(teardownStack);
    const system = await startSystem(teardownStack, {
      gateways: PARTICIPANT_COUNT,
      ...(turnSettings && { env: turnSettings }),
    });
    signal.throwIfAborted();
    const figures = await rehearseDirectCall(teardownStack, system, say);
    signal.throwIfAborted();
    if (turnSettings) figures.push(...(await rehearseRelayedCall(teardownStack, system, say)));
    else say('Skipped the relayed call, because coturn is not installed. Run: apt-get install coturn');
    for (const figure of figures) say(formatFigure(figure));
    return figures.every(({ isWithinLimit }) => isWithinLimit) ? 0 : 1;
  } finally {
    await teardownStack.run();
  }
}

async function rehearseDirectCall(
  t: TeardownStack,
  system: TestSystem,
  say: (line: string) => void,
): Promise<CallFigure[]> {
  const users = await Promise.all(['Ada', 'Bob', 'Cid'].map((name) => system.user({ name })));
  const rehearsal = await startRehearsal(t, system, users, false);
  say('  three people join the call');
  await rehearsal.join();
  say('  one of them shares the screen');
  await rehearsal.shareScreen();
  await rehearsal.chat();
  say('  a gateway is killed');
  await rehearsal.killGateway();
  await rehearsal.leave();
  await system.gateways.at(-1)?.start();
  return rehearsal.figures;
}

/** Rehearses a call between two people who have no direct network path, so all media must pass through coturn. */
async function rehearseRelayedCall(
  t: TeardownStack,
  system: TestSystem,
  say: (line: string) => void,
): Promise<CallFigure[]> {
  const users = await Promise.all(['Eva', 'Finn'].map((name) => system.user({ name })));
  const rehearsal = await startRehearsal(t, system, users, true);
  say('  two people join a call that passes through coturn');
  await rehearsal.join();
  const pathKinds = await rehearsal.listPathKinds();
  await rehearsal.leave();
  const relayedPathFigure: CallFigure = {
    name: `relayed call: network paths that are not relayed (${pathKinds.join(', ')})`,
    value: pathKinds.filter((kind) => kind !== 'relay').length,
    unit: '',
    isWithinLimit: pathKinds.every((kind) => kind === 'relay'),
    limit: 'at most 0',
  };
  return [
    ...rehearsal.figures.map((figure) => ({ ...figure, name: `relayed call: ${figure.name}` })),
    relayedPathFigure,
  ];
}

async function startRehearsal(
  t: TeardownStack,
  system: TestSystem,
  users: readonly Awaited<ReturnType<TestSystem['user']>>[],
  isRelayed: boolean,
): Promise<CallRehearsal> {
  const [owner, ...members] = users as [(typeof users)[0], ...typeof users];
  const room = await system.room({ owner, members, name: 'Class council' });
  return CallRehearsal.start(t, { system, users, roomId: room.id, isRelayed });
}

const formatFigure = ({ name, value, unit, limit, isWithinLimit }: CallFigure): string =>
  `${isWithinLimit ? 'ok    ' : 'BREACH'} ${name}: ${Math.round(value)} ${unit} (${limit})`;
