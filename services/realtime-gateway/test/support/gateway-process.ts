import { fileURLToPath } from 'node:url';
import { TestProcess } from '@kcs/testkit';
import type { Test } from 'tap';
import type { Servers } from './servers.ts';

const SERVICE = 'realtime-gateway';
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

interface GatewayProcess {
  readonly url: string;
  readonly opsUrl: string;
  /** Sends the signal to the process. Resolves with the exit code, or with null if the signal killed the process. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the compiled gateway in a separate process, as in production. */
export async function startGatewayProcess(
  t: Test,
  { nats, redis }: Servers,
  env: Record<string, string> = {},
): Promise<GatewayProcess> {
  const process = TestProcess.start(t, MAIN, {
    env: { ...nats.envOf(SERVICE), ...redis.envOf(SERVICE), DRAIN_NOTICE_MS: '100', ...env },
  });
  const started = JSON.parse(await process.line('realtime-gateway started'));
  return { url: started.sockets, opsUrl: started.ops, stop: (signal) => process.stop(signal) };
}
