/** One replica behind HAProxy. */
export interface Replica {
  name: string;
  /** The `host:port` at which the replica serves its clients. */
  address: string;
  /** The port of the replica's `/readyz` and `/livez`. */
  opsPort: number;
}

export interface ReplicasBehindHaproxy {
  chatApis: readonly Replica[];
  gateways: readonly Replica[];
}

/** Matches a comment in the template that marks where the servers of a group belong. */
const SERVER_LIST_COMMENT_PATTERN =
  /^( *)# The start script inserts the (chat-api|gateway) servers below this line\.$/gm;

/**
 * Returns the template with the server lists inserted. Each comment that asks for the servers of a group is followed by
 * one `server` line for each replica of that group.
 */
export function renderHaproxyConfig(template: string, replicas: ReplicasBehindHaproxy): string {
  return template.replace(SERVER_LIST_COMMENT_PATTERN, (comment: string, indent: string, group: string) => {
    const groupReplicas = group === 'gateway' ? replicas.gateways : replicas.chatApis;
    const serverLines = groupReplicas.map(
      ({ name, address, opsPort }) => `${indent}server ${name} ${address} check port ${opsPort}`,
    );
    return [comment, ...serverLines].join('\n');
  });
}
