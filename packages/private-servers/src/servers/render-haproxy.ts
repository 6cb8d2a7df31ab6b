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

/** Matches a comment in the template below which the servers of a group belong. */
const SERVER_LIST_COMMENT_PATTERN =
  /^( *)# The start script inserts the (chat-api|gateway) servers below this line\.$/gm;

/**
 * Returns the template with server lists. Below each comment that asks for the servers of a group, one `server` line
 * follows for each replica of that group.
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
