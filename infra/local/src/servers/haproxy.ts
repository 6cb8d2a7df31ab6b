import { findBinary } from '../process/find-binary.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { serverEnvironment } from '../process/server-environment.ts';
import { required } from './required.ts';

export interface HaproxyPlace {
  /** The configuration file, written by `prepare`. */
  file: string;
  /** Port of the front door; the configuration decides where it really listens. */
  port: number;
  prepare?: (signal?: AbortSignal) => Promise<void>;
}

/** The path HAProxy answers itself, whatever the state of the servers behind it. */
export const BALANCER_LIVE_PATH = '/.balancer/live';

/** One HAProxy process with the given configuration. */
export function haproxySpec({ file, port, prepare }: HaproxyPlace): ProcessSpec {
  const url = `http://127.0.0.1:${port}`;
  return {
    name: 'haproxy',
    command: required('haproxy', findBinary('haproxy')),
    args: ['-db', '-f', file],
    env: serverEnvironment(),
    url,
    opsUrl: null,
    stopSignal: 'SIGTERM',
    stopWithinMs: 3_000,
    ...(prepare ? { prepare } : {}),
    probe: async () => {
      const answer = await fetch(`${url}${BALANCER_LIVE_PATH}`, { signal: AbortSignal.timeout(1_000) });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`haproxy answers ${answer.status}`);
    },
  };
}
