import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listManifests, type Manifest, VALUES_BY_VARIANT } from '@kcs/k8s';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { Ajv } from 'ajv';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { Service } from 'kubernetes-models/v1/Service';
import t from 'tap';
import { parseAllDocuments } from 'yaml';
import { REPOSITORY_ROOT } from '../support/root.ts';
import { CONFIG_SCHEMAS_BY_SERVICE, generateKubernetesFiles, HAPROXY_TEXT } from './generate.ts';

const MODELS = {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  ScaledObject,
  Service,
} as Readonly<Record<string, new (manifest: never) => { validate(): void }>>;

/** The base with everything that an installation may include. */
const EVERYTHING = [
  {
    ...VALUES_BY_VARIANT.dev,
    identityProvider: { ...VALUES_BY_VARIANT.base.identityProvider, enabled: true },
  },
  VALUES_BY_VARIANT.prod,
  { ...VALUES_BY_VARIANT.prod, autoscaling: { ...VALUES_BY_VARIANT.prod.autoscaling, by: 'keda' as const } },
].flatMap((values) => listManifests(values, HAPROXY_TEXT));

const readSource = (file: string): string => readFileSync(join(REPOSITORY_ROOT, file), 'utf8');
const getName = (manifest: Manifest): string => manifest.metadata?.name ?? '';

interface Workload extends Manifest {
  readonly spec: { readonly template: { readonly spec: IPodSpec } };
}

const isWorkload = (manifest: Manifest): manifest is Workload =>
  ['Deployment', 'Job'].includes(manifest.kind);

/** Returns the pod of a service in one variant. */
function getPod(variant: keyof typeof VALUES_BY_VARIANT, name: string): IPodSpec {
  const workload = listManifests(VALUES_BY_VARIANT[variant], HAPROXY_TEXT)
    .filter(isWorkload)
    .find((manifest) => getName(manifest) === name);
  if (!workload) throw new Error(`${variant} has no ${name}`);
  return workload.spec.template.spec;
}

const getEnvironment = (pod: IPodSpec): Record<string, string> =>
  Object.fromEntries((pod.containers[0]?.env ?? []).map(({ name, value }) => [name, value ?? '']));

t.test("every manifest satisfies Kubernetes' schema of its kind", async (t) => {
  for (const manifest of EVERYTHING) {
    const Model = MODELS[manifest.kind];
    if (!Model) t.fail(`no schema for ${manifest.kind}`);
    else
      t.doesNotThrow(() => new Model(manifest as never).validate(), `${manifest.kind} ${getName(manifest)}`);
  }
});

t.test('every pod satisfies the Pod Security Standard "restricted"', async (t) => {
  for (const workload of EVERYTHING.filter(isWorkload)) {
    const pod = workload.spec.template.spec;
    t.match(
      pod,
      {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            resources: { requests: { cpu: String, memory: String }, limits: { memory: String } },
          },
        ],
      },
      getName(workload),
    );
    t.equal(pod.containers.length, 1);
    t.notOk(pod.hostNetwork || pod.hostPID || pod.hostIPC);
  }
});

for (const [service, schema] of Object.entries(CONFIG_SCHEMAS_BY_SERVICE)) {
  t.test(
    `${service} gets every variable that production requires, and none that it does not know`,
    async (t) => {
      const properties = schema.properties as Readonly<Record<string, { readonly default?: unknown }>>;
      const requiredNames = (schema.required as readonly string[]).filter(
        (name) => properties[name]?.default === undefined,
      );
      for (const variant of ['base', 'dev', 'prod'] as const) {
        const names = Object.keys(getEnvironment(getPod(variant, service))).map((name) =>
          name in properties ? name : name.replace(/_FILE$/, ''),
        );
        for (const name of requiredNames) t.ok(names.includes(name), `${variant} sets ${name}`);
        for (const name of names) t.ok(name in properties, `${service} knows ${name}`);
        t.equal(new Set(names).size, names.length, 'no variable is set twice');
      }
    },
  );
}

const readOperatorManifests = (file: string): unknown[] =>
  parseAllDocuments(readSource(`infra/k8s/operators/${file}`)).map((document) => document.toJSON());

/** Returns the number in a declaration such as `const STOP_TIMEOUT_MS = 12_000;`. */
function readConstant(file: string, name: string): number {
  const text = new RegExp(`${name} = ([\\d_]+)`).exec(readSource(file))?.[1];
  if (!text) throw new Error(`${file} no longer declares ${name}`);
  return Number(text.replaceAll('_', ''));
}

const GATEWAY_MAIN = 'services/realtime-gateway/src/main.ts';
const gatewayDefaults = CONFIG_SCHEMAS_BY_SERVICE['realtime-gateway'].properties as unknown as Record<
  string,
  { default: number }
>;
const readGatewaySetting = (environment: Record<string, string>, name: string): number =>
  Number(environment[name] ?? gatewayDefaults[name]?.default);

t.test('each grace period is the longest stop of the service plus a margin of 5 s', async (t) => {
  const chatApiStopMs = 5_000 + readConstant('services/chat-api/src/main.ts', 'STOP_TIMEOUT_MS');
  const presenceStopMs = readConstant(
    'packages/service-kit/src/life/run-service.ts',
    'DEFAULT_STOP_TIMEOUT_MS',
  );
  const hardStopMs = Number(/hard-stop-after (\d+)s/.exec(HAPROXY_TEXT)?.[1]) * 1_000;
  for (const variant of ['base', 'dev', 'prod'] as const) {
    const environment = getEnvironment(getPod(variant, 'realtime-gateway'));
    const gatewayStopMs =
      readGatewaySetting(environment, 'DRAIN_NOTICE_MS') +
      readGatewaySetting(environment, 'DRAIN_MS') +
      readConstant(GATEWAY_MAIN, 'STOP_TIMEOUT_MS');
    const frontDoor = getPod(variant, 'front-door');
    const preStopMs = Number(frontDoor.containers[0]?.lifecycle?.preStop?.exec?.command?.[1]) * 1_000;
    for (const [name, stopMs] of [
      ['chat-api', chatApiStopMs],
      ['presence', presenceStopMs],
      ['realtime-gateway', gatewayStopMs],
      ['front-door', preStopMs + hardStopMs],
    ] as const) {
      t.equal(
        getPod(variant, name).terminationGracePeriodSeconds,
        stopMs / 1_000 + 5,
        `${name} in ${variant}`,
      );
    }
  }
});

t.test('only gateways reach the port on which gateways pass requests on (ADDR-6)', async (t) => {
  const port = Number(getEnvironment(getPod('prod', 'realtime-gateway')).FORWARDING_PORT);
  t.match(readSource('docker-compose.yml'), `FORWARDING_PORT: ${port}\n`);
  const gateways = { 'app.kubernetes.io/name': 'realtime-gateway', 'app.kubernetes.io/part-of': 'kcs-chat' };
  const manifests = listManifests(VALUES_BY_VARIANT.prod, HAPROXY_TEXT);
  const openings = manifests
    .filter((manifest): manifest is NetworkPolicy => manifest.kind === 'NetworkPolicy')
    .flatMap(({ spec }) => [
      ...(spec?.ingress ?? []).map(({ ports, from }) => ({ pods: spec?.podSelector, ports, peers: from })),
      ...(spec?.egress ?? []).map(({ ports, to }) => ({ pods: spec?.podSelector, ports, peers: to })),
    ])
    .filter(({ ports }) => ports === undefined || ports.some((opened) => opened.port === port));
  t.same(
    openings,
    Array.from({ length: 2 }, () => ({
      pods: { matchLabels: gateways },
      ports: [{ protocol: 'TCP', port }],
      peers: [{ podSelector: { matchLabels: gateways } }],
    })),
  );
  const services = manifests.filter(({ kind }) => kind === 'Service');
  t.notOk(JSON.stringify(services).includes(String(port)), 'no Service lists the port');
});

t.test('chat-api and the restore share the volume with the ids of erased users (ERASE-3)', async (t) => {
  const [claim] = readOperatorManifests('backups.yaml');
  const [job] = readOperatorManifests('erase-users.yaml');
  new PersistentVolumeClaim(claim as never).validate();
  new Job(job as never).validate();
  const jobPod = (job as Workload).spec.template.spec;
  for (const variant of ['base', 'dev', 'prod'] as const) {
    const pod = getPod(variant, 'chat-api');
    const path = getEnvironment(pod).ERASED_USERS_FILE ?? '';
    t.equal(jobPod.containers[0]?.command?.at(-1), path, variant);
    for (const { containers, volumes } of [pod, jobPod]) {
      const mount = containers[0]?.volumeMounts?.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
      t.not(mount?.readOnly, true);
      const volume = volumes?.find(({ name }) => name === mount?.name);
      t.equal(volume?.persistentVolumeClaim?.claimName, getName(claim as Manifest), variant);
    }
  }
  const claims = EVERYTHING.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(getName);
  t.same(claims, [getName(claim as Manifest)], 'only the servers for development bring the volume with them');
});

t.test('gateways scale down one drain at a time, by a metric that they have', async (t) => {
  const { terminationGracePeriodSeconds = 0 } = getPod('prod', 'realtime-gateway');
  const texts = EVERYTHING.filter(({ kind }) =>
    ['HorizontalPodAutoscaler', 'ScaledObject'].includes(kind),
  ).map((manifest) => JSON.stringify(manifest));
  t.equal(texts.length, 2);
  for (const text of texts) {
    const [, value, seconds] =
      /"scaleDown".*"type":"Pods","value":(\d+),"periodSeconds":(\d+)/.exec(text) ?? [];
    t.equal(value, '1');
    t.ok(Number(seconds) > terminationGracePeriodSeconds);
    t.match(text, 'kcs_gateway_sockets');
  }
  t.match(readSource('services/realtime-gateway/src/gateway-metrics.ts'), "registerGauge('sockets'");
});

t.test('ports and images are those of the Dockerfile and docker-compose.yml', async (t) => {
  const imageVariables = readSource('infra/docker/Dockerfile');
  const compose = readSource('docker-compose.yml');
  t.match(imageVariables, 'LISTEN_PORT=3000 OPS_PORT=9090');
  for (const workload of EVERYTHING.filter(isWorkload)) {
    const image = workload.spec.template.spec.containers[0]?.image ?? '';
    t.ok(image.includes('kcs-chat:') || compose.includes(`image: ${image}\n`), image);
  }
});

t.test('the schema of the values accepts every variant and refuses unknown settings', async (t) => {
  const validate = new Ajv({ strict: false }).compile(
    JSON.parse(generateKubernetesFiles().get('chart/values.schema.json') ?? ''),
  );
  for (const [variant, values] of Object.entries(VALUES_BY_VARIANT)) t.ok(validate(values), variant);
  for (const settings of [
    { DRAIN_MSS: '1' },
    { DRAIN_MS: 'soon' },
    { DRAIN_MS: 1000 },
    { NATS_URL: 'nats://x' },
  ]) {
    t.notOk(validate({ realtimeGateway: { settings } }), JSON.stringify(settings));
  }
  const fixedPath = { ERASED_USERS_FILE: '/tmp/erased-users.txt' };
  t.notOk(validate({ chatApi: { settings: fixedPath } }), 'a variable that the chart sets itself');
  t.notOk(validate({ gateways: {} }), 'an unknown section');
});
