import { createMetrics } from '@kcs/service-kit';
import t from 'tap';
import { createGatewayMetrics } from '../src/gateway-metrics.ts';

t.test('every metric keeps the name that dashboards use', async (t) => {
  const metricsRegistry = createMetrics({ service: 'gateway', instanceId: 'test' });
  createGatewayMetrics(metricsRegistry).watch({
    sockets: () => 1,
    users: () => 2,
    unsentBytes: () => 3,
    meetings: () => 1,
    participants: () => 2,
    roomsOpen: () => 4,
    held: () => 5,
    redisPathWorking: () => true,
    canDeliver: () => false,
    consuming: () => true,
    draining: () => false,
    socketLimit: () => 100,
  });
  const metricNames = metricsRegistry.getMetricsAsArray().map(({ name }) => name);
  const gatewayMetricNames = metricNames.filter((name) => name.startsWith('kcs_gateway_'));
  t.same(gatewayMetricNames.sort(), [
    'kcs_gateway_connections_refused_total',
    'kcs_gateway_connections_total',
    'kcs_gateway_delivery_lag_seconds',
    'kcs_gateway_drained_sockets_total',
    'kcs_gateway_draining',
    'kcs_gateway_events_dropped_total',
    'kcs_gateway_events_held',
    'kcs_gateway_events_pending',
    'kcs_gateway_events_released_total',
    'kcs_gateway_events_sequenced_total',
    'kcs_gateway_events_taken_total',
    'kcs_gateway_forwarded_total',
    'kcs_gateway_gap_fetches_total',
    'kcs_gateway_may_release',
    'kcs_gateway_meeting_participants',
    'kcs_gateway_meetings',
    'kcs_gateway_presence_lists_total',
    'kcs_gateway_redis_path_whole',
    'kcs_gateway_request_duration_seconds',
    'kcs_gateway_resumes_total',
    'kcs_gateway_resyncs_total',
    'kcs_gateway_rooms_open',
    'kcs_gateway_slow_readers_total',
    'kcs_gateway_socket_limit',
    'kcs_gateway_sockets',
    'kcs_gateway_sweep_repairs_total',
    'kcs_gateway_taking',
    'kcs_gateway_unsent_bytes',
    'kcs_gateway_users',
  ]);
  const metricsText = await metricsRegistry.metrics();
  t.match(metricsText, /kcs_gateway_users\{[^}]*\} 2/);
  t.match(metricsText, /kcs_gateway_may_release\{[^}]*\} 0/);
});
