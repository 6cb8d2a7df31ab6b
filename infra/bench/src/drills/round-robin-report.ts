import type { BalancedClient } from '../load/balanced-client.ts';
import { formatTable } from '../report/table.ts';
import type { BalancedRequest } from './read-balancer-log.ts';

interface RoundRobinOutcome {
  readonly clients: readonly Pick<
    BalancedClient,
    'absences' | 'isConnected' | 'roomId' | 'seqs' | 'usesPollingOnly' | 'usesWebSocket'
  >[];
  /** The seq of the last message in each room. */
  readonly lastSeqs: ReadonlyMap<string, number>;
  readonly killedAt: number;
  /** The name with which the ids of the killed gateway's sessions begin. */
  readonly killedName: string;
  readonly requests: readonly BalancedRequest[];
}

const MAX_ABSENCE_MS = 5_000;
/** The seq of the first message in a room. The seq 1 belongs to the creation of the room. */
const FIRST_MESSAGE_SEQ = 2;

/** Returns the table of the drill, and the names of the figures that exceed their limits. */
export function reportRoundRobin(outcome: RoundRobinOutcome): { table: string; breaches: string[] } {
  const { clients, lastSeqs, killedAt, killedName, requests } = outcome;
  const absences = clients.flatMap((client) => client.absences);
  const lengths = absences.map(({ from, to = Number.POSITIVE_INFINITY }) => to - Math.min(from, killedAt));
  const defaultClients = clients.filter(({ usesPollingOnly }) => !usesPollingOnly);
  const unknownSessions = requests.filter(({ status, sid }) => status === 400 && sid !== '');
  const pollingAbsences = clients
    .filter(({ usesPollingOnly }) => usesPollingOnly)
    .flatMap((client) => client.absences);
  let lostCount = 0;
  let misplacedCount = 0;
  for (const { seqs, roomId } of clients) {
    const sentCount = (lastSeqs.get(roomId) ?? 1) - FIRST_MESSAGE_SEQ + 1;
    lostCount += sentCount - new Set(seqs).size;
    misplacedCount += seqs.filter((seq, n) => n > 0 && seq <= (seqs[n - 1] as number)).length;
  }
  const figures: [name: string, value: number, limit?: number, unit?: string][] = [
    ['requests through nginx', requests.length],
    [
      'requests repeated on another gateway',
      requests.filter(({ upstreams }) => upstreams.includes(',')).length,
    ],
    ['messages', [...lastSeqs.values()].reduce((sum, seq) => sum + seq - 1, 0)],
    ['messages lost', lostCount, 0],
    ['messages repeated or out of order', misplacedCount, 0],
    ['sessions that ended', absences.length],
    [
      'sessions of polling clients on living gateways that ended',
      pollingAbsences.filter(({ sessionId }) => !sessionId.startsWith(killedName)).length,
    ],
    ['longest time until a client was back', Math.round(Math.max(0, ...lengths)), MAX_ABSENCE_MS, ' ms'],
    [
      'clients that are not connected at the end',
      clients.filter(({ isConnected }) => !isConnected).length,
      0,
    ],
    [
      'default clients without WebSocket',
      defaultClients.filter(({ usesWebSocket }) => !usesWebSocket).length,
      0,
    ],
    [
      '"Session ID unknown" for the killed gateway',
      unknownSessions.filter(({ sid }) => sid.startsWith(killedName)).length,
    ],
    [
      '"Session ID unknown" for a living gateway',
      unknownSessions.filter(({ sid }) => !sid.startsWith(killedName)).length,
      0,
    ],
  ];
  const rows = figures.map(([name, value, limit, unit = '']) => [
    name,
    `${value}${unit}`,
    limit === undefined ? '' : `${limit}${unit}`,
  ]);
  return {
    table: formatTable([['measured', 'value', 'limit'], ...rows]),
    breaches: figures
      .filter(([, value, limit = Number.POSITIVE_INFINITY]) => value > limit)
      .map(([name]) => name),
  };
}
