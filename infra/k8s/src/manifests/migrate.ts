import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { ChartValues } from '../values/chart-values.ts';
import { createDatabaseVariable } from './environment.ts';
import { createMetadata, createSelectorLabels, type ManifestFile } from './manifest.ts';
import { createPodSpec } from './pod.ts';
import { formatImage, NODE_USER } from './services.ts';

/**
 * Returns the job that migrates the database. Helm runs the job before it changes anything else, except for the first
 * installation of `dev`, which brings the PostgreSQL. A migration waits up to two minutes for a table that is in use, and
 * several jobs at once are safe.
 */
export function describeMigrateJob(values: ChartValues): ManifestFile {
  const { secretName, urlKey, migrationSecretName, migrationUrlKey } = values.postgres;
  const job: IJob = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: createMetadata('migrate', {
      'helm.sh/hook': values.migration.helmHook,
      'helm.sh/hook-delete-policy': 'before-hook-creation',
    }),
    spec: {
      backoffLimit: 6,
      activeDeadlineSeconds: 1800,
      template: {
        metadata: { labels: createSelectorLabels('migrate') },
        spec: {
          ...createPodSpec({
            name: 'migrate',
            user: NODE_USER,
            container: {
              image: formatImage(values),
              imagePullPolicy: values.image.pullPolicy,
              command: ['node', 'services/chat-api/dist/migrate.js'],
              env: [
                createDatabaseVariable('MIGRATION_DATABASE_URL', migrationSecretName, migrationUrlKey),
                // The job gives this user exactly the permissions that chat-api needs.
                createDatabaseVariable('DATABASE_URL', secretName, urlKey),
              ],
              resources: {
                requests: { cpu: '100m', memory: '128Mi' },
                limits: { memory: '512Mi' },
              },
            },
          }),
          restartPolicy: 'OnFailure',
        },
      },
    },
  };
  return { name: 'migrate', manifests: [job] };
}
