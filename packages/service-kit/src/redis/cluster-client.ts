import { createRedisClient, type RedisClient } from './redis-client.ts';
import type { RedisCluster } from './redis-cluster.ts';

type Arguments = readonly unknown[];
type Method = (...args: Arguments) => unknown;

/**
 * Returns a client whose commands go to the masters that serve their keys. The first argument of a command is the key,
 * except for scripts, which list their keys in the options. Commands without a key, such as `time`, work only inside
 * `multi()`. The commands of one `multi()` must have keys with the same hash tag.
 */
export function createClusterClient(cluster: RedisCluster): RedisClient {
  const commands = createRedisClient({
    url: 'redis://localhost',
    name: '',
    queue: false,
    reconnectStrategy: false,
  });
  return new Proxy(cluster, {
    get: (target, property) => {
      if (property in target) {
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      if (property === 'multi') return () => recordTransaction(target);
      if (typeof Reflect.get(commands, property) !== 'function') return undefined;
      return (...args: Arguments) => target.run(findKey(args), (client) => call(client, property, args));
    },
  }) as unknown as RedisClient;
}

/** Returns an object that records the commands of a transaction. They are sent when `exec` is called. */
function recordTransaction(cluster: RedisCluster): unknown {
  const recordedCommands: { readonly property: string | symbol; readonly args: Arguments }[] = [];
  const send = (client: RedisClient, execArguments: Arguments): Promise<unknown> => {
    const transaction = client.multi();
    for (const { property, args } of recordedCommands) call(transaction, property, args);
    return call(transaction, 'exec', execArguments);
  };
  const recorder: object = new Proxy(
    {},
    {
      get: (_target, property): Method | undefined => {
        if (property === 'then') return undefined;
        return (...args) => {
          if (property !== 'exec') {
            recordedCommands.push({ property, args });
            return recorder;
          }
          const [firstArguments = []] = recordedCommands
            .map((command) => command.args)
            .filter(({ length }) => length > 0);
          return cluster.run(findKey(firstArguments), (client) => send(client, args));
        };
      },
    },
  );
  return recorder;
}

function call(target: object, property: string | symbol, args: Arguments): Promise<unknown> {
  return (Reflect.get(target, property) as (...args: Arguments) => Promise<unknown>).apply(target, [...args]);
}

/** Returns the first key among the arguments of a command. */
function findKey([first, second]: Arguments): string {
  const scriptKeys = (second as { keys?: readonly string[] } | null | undefined)?.keys;
  const keys = Array.isArray(scriptKeys) ? scriptKeys : first;
  return String(Array.isArray(keys) ? keys[0] : keys);
}
