import {
  createFreezeFault,
  createKillFault,
  createNatsOutageFault,
  createSeededRandomGenerator,
  deleteStreamFault,
  type Fault,
  flushRedisFault,
  restartAllFault,
  rollingRestartFault,
  wipeNatsFault,
} from '@kcs/chaos/faults';
import type { TestSystem } from '@kcs/testkit';

export interface ExpectedAlert {
  readonly name: string;
  /** The labels that the alert must have. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A fault, and the alerts that it must raise. */
export interface AlertingFault {
  readonly fault: Fault;
  readonly alerts: readonly ExpectedAlert[];
}

const FREEZE_MS = 15_000;
/**
 * Long enough for the oldest unpublished event to become 10 s old, for the metric to show it, and for the
 * alert to fire.
 */
const NATS_OUTAGE_MS = 35_000;
/** The seed does not matter. It only decides which replica is killed. */
const random = createSeededRandomGenerator(1);

/** A fault that cuts the connections of all clients at the same time, as a failing network does. */
const cutClientsFault: Fault = {
  name: 'the networks of all clients cut',
  run: async (system: TestSystem) => {
    for (const { raw } of system.sockets) raw.io.engine.close();
  },
};

const createRestartAlert = (job: string): ExpectedAlert => ({ name: 'KcsServiceRestarted', labels: { job } });

/**
 * Every fault of `npm run chaos`, in groups. Within a group, no fault raises an alert that an earlier fault has raised.
 * Each group gets a Prometheus of its own, because an alert lasts for minutes.
 */
export const ALERTING_FAULT_GROUPS: readonly (readonly AlertingFault[])[] = [
  [
    { fault: flushRedisFault, alerts: [{ name: 'KcsRedisDataLost' }] },
    { fault: deleteStreamFault, alerts: [{ name: 'KcsStreamRecreated' }] },
    { fault: createKillFault('PostgreSQL', random), alerts: [{ name: 'KcsPostgresConnectionLost' }] },
    { fault: createKillFault('NATS', random), alerts: [{ name: 'KcsNatsConnectionLost' }] },
    { fault: createKillFault('Redis', random), alerts: [{ name: 'KcsRedisConnectionLost' }] },
    { fault: cutClientsFault, alerts: [{ name: 'KcsReconnectStorm' }] },
    { fault: createKillFault('chat-api', random), alerts: [createRestartAlert('chat-api')] },
    { fault: createKillFault('presence', random), alerts: [createRestartAlert('presence')] },
    { fault: createKillFault('gateway', random), alerts: [createRestartAlert('realtime-gateway')] },
  ],
  [
    {
      fault: createFreezeFault('Redis', FREEZE_MS),
      alerts: [{ name: 'KcsRedisConnectionLost' }, { name: 'KcsDeliveryStopped' }],
    },
    { fault: createFreezeFault('NATS', FREEZE_MS), alerts: [{ name: 'KcsNatsConnectionLost' }] },
    { fault: wipeNatsFault, alerts: [{ name: 'KcsStreamRecreated' }] },
    { fault: rollingRestartFault, alerts: [createRestartAlert('realtime-gateway')] },
  ],
  [
    {
      fault: createNatsOutageFault(NATS_OUTAGE_MS),
      alerts: [{ name: 'KcsNatsConnectionLost' }, { name: 'KcsOutboxBehind' }],
    },
    {
      fault: restartAllFault,
      alerts: [
        ...['chat-api', 'realtime-gateway', 'presence'].map(createRestartAlert),
        { name: 'KcsPostgresConnectionLost' },
        { name: 'KcsRedisConnectionLost' },
      ],
    },
  ],
];
