import type { ChartValues } from '../values/chart-values.ts';
import { describeAutoscaling } from './autoscaling.ts';
import { describeDevServers } from './dev-servers.ts';
import { describeFrontDoor, type HaproxyConfig } from './front-door.ts';
import type { ManifestFile } from './manifest.ts';
import { describeMigrateJob } from './migrate.ts';
import { describeNetworkPolicies } from './network-policies.ts';
import { describeServices } from './services.ts';

/**
 * Returns all files of an installation. This function is the only source of the kustomize files and of the Helm chart.
 * It places values and joins them to texts, but never calculates with them, because for Helm, each value is a
 * placeholder.
 */
export const describeSystem = (values: ChartValues, haproxy: HaproxyConfig): ManifestFile[] => [
  describeMigrateJob(values),
  ...describeServices(values),
  ...describeFrontDoor(values, haproxy),
  ...describeNetworkPolicies(values),
  ...describeAutoscaling(values),
  describeDevServers(values),
];
