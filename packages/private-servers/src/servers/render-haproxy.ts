/** One replica behind HAProxy. */
export interface Replica {
  name: string;
  /** The `host:port` at which the replica serves its clients. */
  address: string;
  /** The port of the replica's `/readyz` and `/livez`. */
  opsPort: number;
}

export interface Replicas {
  chatApis: readonly Replica[];
  gateways: readonly Replica[];
}

/**
 * Returns the template with each line `#servers <group>` replaced by one `server` line for each replica of that
 * group.
 */
export function renderHaproxy(template: string, replicas: Replicas): string {
  const replicasByGroup: Record<string, readonly Replica[]> = {
    'chat-apis': replicas.chatApis,
    gateways: replicas.gateways,
  };
  return template.replace(/^( *)#servers ([a-z-]+)$/gm, (_line, indent: string, group: string) =>
    (replicasByGroup[group] ?? [])
      .map(({ name, address, opsPort }) => `${indent}server ${name} ${address} check port ${opsPort}`)
      .join('\n'),
  );
}
