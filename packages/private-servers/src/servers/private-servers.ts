import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports/free-port.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { type HaproxyPlace, haproxySpec } from './haproxy.ts';
import { type NatsPlace, natsSpec } from './nats.ts';
import { type PostgresPlace, postgresSpec } from './postgres.ts';
import { postgresUser, reachableFolder } from './postgres-user.ts';
import { type RedisPlace, redisSpec } from './redis.ts';
import type { Replicas } from './render-haproxy.ts';
import type { ServerPlace } from './server-place.ts';
import { type PrivateServer, type StartOptions, startServer } from './start-server.ts';

/** By default a server gets a free port and a temporary folder that `stop` deletes, and is fast instead of durable. */
export type PrivateServerOptions<Place = ServerPlace> = Partial<Place> &
  Pick<StartOptions, 'signal' | 'onLine'>;

export function startPostgres(options: PrivateServerOptions<PostgresPlace> = {}): Promise<PrivateServer> {
  return startIn(options, (place) =>
    postgresSpec({ ...options, ...place, dir: reachableFolder(place.dir, postgresUser()) }),
  );
}

export function startRedis(options: PrivateServerOptions<RedisPlace> = {}): Promise<PrivateServer> {
  return startIn(options, async (place) => redisSpec({ ...options, ...place }));
}

export function startNats(options: PrivateServerOptions<NatsPlace> = {}): Promise<PrivateServer> {
  return startIn(options, async (place) => natsSpec({ ...options, ...place }));
}

export type HaproxyOptions = PrivateServerOptions<HaproxyPlace> & Replicas;

export interface PrivateBalancer extends PrivateServer {
  /** The URL of the port for sockets only. */
  readonly socketsUrl: string;
  readonly opsUrl: string;
}

export async function startHaproxy(options: HaproxyOptions): Promise<PrivateBalancer> {
  const [socketsPort, opsPort, peersPort] = [
    options.socketsPort ?? (await freePort()),
    options.opsPort ?? (await freePort()),
    options.peersPort ?? (await freePort()),
  ];
  const server = await startIn(options, async (place) =>
    haproxySpec({ ...options, ...place, socketsPort, opsPort, peersPort }),
  );
  return {
    ...server,
    socketsUrl: `http://127.0.0.1:${socketsPort}`,
    opsUrl: `http://127.0.0.1:${opsPort}`,
  };
}

/** Another process may take a port between the choice and the start. */
const ATTEMPTS = 3;

async function startIn(
  options: PrivateServerOptions,
  specify: (place: ServerPlace) => Promise<ProcessSpec>,
): Promise<PrivateServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options, specify);
    } catch (error) {
      const taken = /address already in use/i.test(String(error));
      if (!taken || options.port !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}

async function startOnce(
  options: PrivateServerOptions,
  specify: (place: ServerPlace) => Promise<ProcessSpec>,
): Promise<PrivateServer> {
  const dir = options.dir ?? (await mkdtemp(join(await realpath(tmpdir()), 'kcs-')));
  const temporary = options.dir ? [] : [dir];
  const cleanUp = async () => {
    for (const folder of temporary) await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = options.port ?? (await freePort());
    const spec = await specify({ dir, port, durable: options.durable ?? false });
    // PostgreSQL may use another folder, one that its user can enter.
    if (!options.dir && spec.cwd) temporary.push(spec.cwd);
    return await startServer(spec, { signal: options.signal, onLine: options.onLine, cleanUp });
  } catch (error) {
    await cleanUp();
    throw error;
  }
}
