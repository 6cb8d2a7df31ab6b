/** One replica behind the balancer. */
export interface Replica {
  name: string;
  /** `host:port` where it serves. */
  address: string;
  /** Where its `/readyz` and `/livez` are. */
  opsPort: number;
}

export interface Replicas {
  chatApis: readonly Replica[];
  gateways: readonly Replica[];
}

/** Fills the server lists into the configuration: each line `#servers <group>` becomes one line a replica. */
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
