// The program of a worker thread that holds a crowd, so that the crowd's work does not delay the measuring thread.
import { parentPort, workerData } from 'node:worker_threads';
import type { CrowdAnswer, CrowdRequest } from './crowd-in-thread.ts';
import { ResumingCrowd } from './resuming-crowd.ts';

const crowd = new ResumingCrowd(workerData);

async function answer({ call }: CrowdRequest): Promise<CrowdAnswer['result']> {
  switch (call.name) {
    case 'startToConnect':
      await crowd.startToConnect(call.from, call.to, call.perSecond);
      return undefined;
    case 'report':
      return crowd.report();
    case 'countMissing':
      return crowd.countMissing(call.heads);
    case 'disconnect':
      crowd.disconnect();
      return undefined;
  }
}

parentPort?.on('message', (request: CrowdRequest) => {
  void answer(request).then((result) =>
    parentPort?.postMessage({ id: request.id, result } satisfies CrowdAnswer),
  );
});
