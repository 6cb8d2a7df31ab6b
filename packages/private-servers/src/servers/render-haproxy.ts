/** One replica behind HAProxy. */
export interface Replica {
  name: string;
  /** `host:port` at which it serves. */
  address: string;
  /** The port of its `/readyz` and `/livez`. */
  opsPort: number;
}

export interface Replicas {
  chatApis: readonly Replica[];
  gateways: readonly Replica[];
}

/** Returns the configuration with its server lists. Each line `#servers <group>` becomes one line for each replica. */
export function renderHaproxy(template: string, replicas: Replicas): string {
  const groups: Record<string, readonly Replica[]> = {
    'chat-apis': replicas.chatApis,
    gateways: replicas.gateways,
  };
  return template.replace(/^( *)#servers ([a-z-]+)$/gm, (_line, indent: string, group: string) =>
    (groups[group] ?? [])
      .map(({ name, address, opsPort }) => `${indent}server ${name} ${address} check port ${opsPort}`)
      .join('\n'),
  );
}
