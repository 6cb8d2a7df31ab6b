import { ensurePrograms } from '@kcs/private-servers';
import { FigureCollection } from '../measure/figures.ts';
import { createBroadcastStarter } from '../peers/broadcast/broadcast-fan-out.ts';
import type { BroadcastKind } from '../peers/broadcast/start-broadcast-server.ts';
import { requireCentrifugo, startCentrifugo } from '../peers/brokers/centrifugo.ts';
import { readNatsVersion, startNats } from '../peers/brokers/nats.ts';
import { startNchan } from '../peers/brokers/nchan.ts';
import type { FanOutPeer, FanOutSize } from '../peers/fan-out-peer.ts';
import { startOurFanOut } from '../peers/our-fan-out.ts';
import { FAN_OUT_LOAD_NAMES, listFanOutShapes, measureFanOutRounds } from './fan-out-rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';
import { type Subject, startSubjects } from './start-subjects.ts';

export const fanOutScenario: Scenario = {
  name: 'fan-out',
  summary: 'CPU time of the process that writes to the sockets, per delivery',
  run: (context) => measureFanOut(context, ALL_FAN_OUT_SUBJECTS),
};

type FanOutSubject = Subject<FanOutSize, FanOutPeer>;

const createBroadcastSubject = (kind: BroadcastKind): FanOutSubject => ({
  name: kind,
  start: createBroadcastStarter(kind),
});
export const PLAIN_FAN_OUT = createBroadcastSubject('ws');
export const NATS_FAN_OUT: FanOutSubject = {
  name: 'nats-server',
  start: startNats,
  install: async ({ say }) => say(await readNatsVersion()),
};
const ALL_FAN_OUT_SUBJECTS: readonly FanOutSubject[] = [
  { name: 'ours', start: startOurFanOut },
  PLAIN_FAN_OUT,
  createBroadcastSubject('socket.io'),
  createBroadcastSubject('socket.io-redis'),
  createBroadcastSubject('socket.io-sharded-redis'),
  NATS_FAN_OUT,
  {
    name: 'nchan',
    start: startNchan,
    install: ({ say, signal }) => ensurePrograms(['nchan'], { say, signal }),
  },
  { name: 'centrifugo', start: startCentrifugo, install: requireCentrifugo },
];

const formatMeasure = (shape: string, load: string) => `CPU per delivery, ${shape}, ${load}`;

/** Measures the given systems. */
export async function measureFanOut(
  context: ScenarioContext,
  subjects: readonly FanOutSubject[],
): Promise<ScenarioResult> {
  const figures = new FigureCollection();
  const skippedByName = new Map<string, ScenarioResult['skipped'][number]>();
  for (const shape of listFanOutShapes(context.scale)) {
    const wanted = subjects.filter(({ name }) => !skippedByName.has(name));
    const { peers, skipped } = await startSubjects(context, wanted, shape);
    for (const one of skipped) skippedByName.set(one.subject, one);
    await measureFanOutRounds(context, shape, peers, (load, { name }, microseconds) =>
      figures.add({ measure: formatMeasure(shape.name, load), subject: name, unit: 'µs' }, microseconds),
    );
    for (const load of FAN_OUT_LOAD_NAMES)
      for (const against of ['ws', 'socket.io'])
        figures.addRatio(formatMeasure(shape.name, load), 'ours', against);
  }
  return { figures: figures.all, skipped: [...skippedByName.values()] };
}
