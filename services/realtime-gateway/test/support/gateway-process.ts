import { fileURLToPath } from 'node:url';
import { TestProcess } from '@kcs/testkit';
import type { Test } from 'tap';
import type { NatsAndRedisServers } from './servers.ts';

const SERVICE_NAME = 'realtime-gateway';
const GATEWAY_PROGRAM_PATH = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

interface GatewayProcess {
  readonly url: string;
  readonly opsUrl: string;
  /** Sends the signal to the process. Resolves with the exit code, or with null if the signal killed the process. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the compiled gateway in a separate process, as in production. */
export async function startGatewayProcess(
  t: Test,
  { nats, redis }: NatsAndRedisServers,
  env: Record<string, string> = {},
): Promise<GatewayProcess> {
  const gatewayProcess = TestProcess.start(t, GATEWAY_PROGRAM_PATH, {
    env: { ...nats.envOf(SERVICE_NAME), ...redis.envOf(SERVICE_NAME), DRAIN_NOTICE_MS: '100', ...env },
  });
  const startLogEntry = JSON.parse(await gatewayProcess.line('realtime-gateway started'));
  return {
    url: startLogEntry.sockets,
    opsUrl: startLogEntry.ops,
    stop: (signal) => gatewayProcess.stop(signal),
  };
}
