import { parseServerUrl } from './parse-server-url.ts';

interface ClusterConfig {
  readonly REDIS_URL: string;
  readonly REDIS_SENTINELS?: string | undefined;
  readonly REDIS_CLUSTER?: string | undefined;
}

/** Returns a problem for each setting that a Redis Cluster would ignore. */
export function findClusterProblems({ REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER }: ClusterConfig): string[] {
  if (REDIS_CLUSTER === undefined) return [];
  const problems: string[] = [];
  if (REDIS_SENTINELS !== undefined)
    problems.push(
      'REDIS_CLUSTER and REDIS_SENTINELS exclude each other, because a Redis Cluster appoints its masters itself. Remove one of them.',
    );
  const { path } = parseServerUrl(REDIS_URL, ['redis', 'rediss']);
  if (!/^\/?0*$/.test(path))
    problems.push(
      'REDIS_CLUSTER is set, and a Redis Cluster has only the database 0. Remove the database number from REDIS_URL.',
    );
  return problems;
}
