import { runInFlight } from '../load/in-flight.ts';
import { measureCpuPerOperation } from '../measure/cpu-per-operation.ts';
import { FigureCollection } from '../measure/figures.ts';
import type { MeasuredProcess } from '../measure/process-cpu.ts';
import { startBareRoute } from '../peers/bare-route/bare-route.ts';
import { startOurPath } from '../peers/our-path.ts';
import { createRowInserter } from '../peers/row-inserts.ts';
import { runInterleavedRounds } from './rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const partsScenario: Scenario = {
  name: 'parts',
  summary: 'CPU time of chat-api and PostgreSQL per message, against a bare route and plain inserts',
  run: measureParts,
};

const MESSAGES_PER_ROUND = 2_000;
const CONCURRENCY = 64;
const REST_MEASURE = 'CPU of the REST process per message, 64 in flight';
const ROWS_MEASURE = 'CPU of PostgreSQL per message';

/** A load, and the one process whose CPU time is measured during the load. */
interface PartSubject {
  readonly name: string;
  readonly measure: string;
  readonly process: MeasuredProcess;
  readonly run: (count: number) => Promise<void>;
}

async function measureParts(context: ScenarioContext): Promise<ScenarioResult> {
  const { signal, scale, rounds, say } = context;
  const count = Math.ceil(MESSAGES_PER_ROUND * scale);
  const { subjects, holdDeferredWork } = await startSubjects(context);
  for (const { run } of subjects) await run(count);
  const figures = new FigureCollection();
  await runInterleavedRounds(rounds, subjects, async ({ name, measure, process, run }, round) => {
    signal.throwIfAborted();
    const finishDeferredWork = await holdDeferredWork();
    const cpu = await measureCpuPerOperation([process], count, () => run(count));
    await finishDeferredWork();
    figures.add({ measure, subject: name, unit: 'µs' }, cpu.total);
    say(`round ${round + 1}: ${measure}: ${name} ${Math.round(cpu.total)} µs`);
  });
  figures.addRatio(REST_MEASURE, 'chat-api', 'bare route');
  figures.addRatio(ROWS_MEASURE, 'ours', 'pgbench');
  return { figures: figures.all, skipped: [] };
}

async function startSubjects({ t, signal, say }: ScenarioContext) {
  const ours = await startOurPath(t, { sockets: 10 });
  const findProcess = (name: string) => {
    const found = ours.processes.find((process) => process.name === name);
    if (!found) throw new Error(`${name} is not measured`);
    return found;
  };
  const spareRoom = await ours.system.room({ owner: ours.owner });
  const insertRows = await createRowInserter(t, {
    databaseUrl: ours.system.database.url,
    roomId: spareRoom.id,
    senderId: ours.owner.id,
  });
  const answer = await ours.owner.request('POST', `/chat/rooms/${spareRoom.id}/messages`, {
    content: 'hello',
  });
  const bareRoute = await startBareRoute(t, answer.body.data);
  say('ours, pgbench, and the bare route are ready');
  const sendOurs = (count: number) =>
    runInFlight(
      count,
      CONCURRENCY,
      async () => {
        const { accepted, delivered } = ours.send();
        await Promise.all([accepted, delivered]);
      },
      signal,
    );
  const subjects: readonly PartSubject[] = [
    { name: 'chat-api', measure: REST_MEASURE, process: findProcess('chat-api'), run: sendOurs },
    {
      name: 'bare route',
      measure: REST_MEASURE,
      process: bareRoute.process,
      run: (count) => runInFlight(count, CONCURRENCY, () => bareRoute.send(), signal),
    },
    { name: 'ours', measure: ROWS_MEASURE, process: findProcess('PostgreSQL'), run: sendOurs },
    { name: 'pgbench', measure: ROWS_MEASURE, process: findProcess('PostgreSQL'), run: insertRows },
  ];
  return { subjects, holdDeferredWork: ours.holdDeferredWork };
}
