import { asApiError } from '@kcs/chat-client';
import type { GatewayMetricsReport, WebsocketStats } from '@kcs/contracts';
import { useEffect, useState } from 'react';
import { ListNote } from '../ui/list-text.tsx';
import { Problem } from '../ui/problem.tsx';
import { useAdministration } from './admin-context.ts';
import { findCurrentSamples } from './align-samples.ts';
import { DataTable } from './data-table.tsx';
import { MetricFigure } from './metric-figure.tsx';
import './overview-section.css';

/** Gateways take samples every 10 s, so more frequent requests would show nothing new. */
const REFRESH_INTERVAL_MS = 10_000;

interface Figures {
  readonly report: GatewayMetricsReport;
  readonly stats: WebsocketStats;
}

/** Shows the current load of the system, and charts of the last hour with a line per gateway. */
export function OverviewSection() {
  const { figures, problem } = useFigures();
  if (figures === null) return problem === null ? <ListNote>Loading…</ListNote> : <Problem text={problem} />;
  const { report, stats } = figures;
  const currentSamples = findCurrentSamples(report);
  const messagesPerSecond = currentSamples.reduce((sum, sample) => sum + sample.messages_per_s, 0);
  const lags = currentSamples.flatMap(({ lag_max_ms: lag }) => lag ?? []);
  return (
    <>
      <Problem text={problem} />
      {stats.partial ? (
        <p className="muted">{`No current figures from: ${stats.missing.join(', ')}`}</p>
      ) : null}
      <dl className="tiles">
        <Tile name="Live connections" value={stats.totalConnections} />
        <Tile name="Users online" value={stats.totalUsers} />
        <Tile name="Open rooms" value={stats.activeChatRooms} />
        <Tile name="Messages per second" value={messagesPerSecond.toFixed(1)} />
        <Tile name="Highest delivery lag" value={lags.length === 0 ? '–' : `${Math.max(...lags)} ms`} />
      </dl>
      <DataTable
        caption="Gateways"
        columns={['Gateway', 'Connections', 'Users', 'Rooms', 'Running for', 'State']}
        rows={stats.gateways.map(({ id, connections, users, rooms, uptime_s: uptimeS, draining }) => ({
          id,
          cells: [
            ...[id, connections, users, rooms, `${Math.floor(uptimeS / 60)} min`],
            draining ? 'Stopping' : 'Running',
          ],
        }))}
      />
      <div className="figures">
        <MetricFigure title="Live connections" report={report} field="connections" />
        <MetricFigure title="Users" report={report} field="users" />
        <MetricFigure title="Open rooms" report={report} field="rooms" />
        <MetricFigure title="Messages per second" report={report} field="messages_per_s" />
        <MetricFigure title="Delivered events per second" report={report} field="events_per_s" />
        <MetricFigure title="Highest delivery lag (ms)" report={report} field="lag_max_ms" />
      </div>
    </>
  );
}

function Tile({ name, value }: { readonly name: string; readonly value: number | string }) {
  return (
    <div className="tile">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Requests the figures now and every 10 s. After a failed request, keeps the old figures and says what is wrong. */
function useFigures(): { readonly figures: Figures | null; readonly problem: string | null } {
  const { api } = useAdministration();
  const [figures, setFigures] = useState<Figures | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isMounted = true;
    let timer: ReturnType<typeof setTimeout>;
    const refresh = async () => {
      try {
        const [report, stats] = await Promise.all([api.readMetrics(), api.readStats()]);
        if (!isMounted) return;
        setFigures({ report, stats });
        setProblem(null);
      } catch (thrown) {
        if (isMounted) setProblem(asApiError(thrown).message);
      }
      if (isMounted) timer = setTimeout(refresh, REFRESH_INTERVAL_MS);
    };
    void refresh();
    return () => {
      isMounted = false;
      clearTimeout(timer);
    };
  }, [api]);
  return { figures, problem };
}
