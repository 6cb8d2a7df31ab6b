import { computeKeySlot, SLOT_COUNT } from './key-slot.ts';

/** What one node of a Redis Cluster knows about another node, or about itself. */
export interface ClusterNodeReport {
  /** The address at which clients reach the node, as `host:port`. */
  readonly address: string;
  /** The node with the highest epoch owns a slot if several nodes claim the slot. */
  readonly epoch: number;
  /** The slots that the node serves as a master. Each range includes its first and its last slot. */
  readonly slotRanges: readonly (readonly [first: number, last: number])[];
}

const NO_MASTER = 0xffff;
/** The flags of nodes that have no usable address. */
const UNUSABLE_FLAGS = ['noaddr', 'handshake'];

/**
 * Parses the reply of a node to `CLUSTER NODES`. A node that announces a host name is addressed by this name, because
 * certificates contain host names. `askedHost` is the host at which the node was asked, which may not know its own
 * address yet.
 */
export function parseClusterNodes(reply: string, askedHost: string): ClusterNodeReport[] {
  return reply
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [, endpoint = '', flags = '', , , , epoch = '', , ...slots] = line.trim().split(' ');
      if (flags.split(',').some((flag) => UNUSABLE_FLAGS.includes(flag))) return [];
      return [
        {
          address: parseEndpoint(endpoint, askedHost),
          epoch: Number(epoch),
          // An entry in brackets describes a slot that is moving, and its owner lists the slot as well.
          slotRanges: slots.filter((slot) => !slot.startsWith('[')).map(parseSlotRange),
        },
      ];
    });
}

/** Returns the address in an endpoint, such as `10.0.0.1:6379@16379,redis-1.school.example`. */
function parseEndpoint(endpoint: string, askedHost: string): string {
  const [ipAndPorts = '', hostName = ''] = endpoint.split(',');
  const ipAndPort = ipAndPorts.replace(/@.*$/, '');
  const colonIndex = ipAndPort.lastIndexOf(':');
  const host = hostName || ipAndPort.slice(0, colonIndex) || askedHost;
  const port = ipAndPort.slice(colonIndex + 1);
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

function parseSlotRange(text: string): readonly [number, number] {
  const [first = '', last = first] = text.split('-');
  return [Number(first), Number(last)];
}

/** The masters of a Redis Cluster, and the slots that each of them serves. */
export class ClusterMap {
  /** The addresses of all masters that serve slots, sorted. */
  readonly masters: readonly string[];
  /** The addresses of all known nodes, including replicas. */
  readonly nodes: readonly string[];
  /** For each slot, the index of its master in `masters`. */
  readonly #masterIndexes = new Uint16Array(SLOT_COUNT).fill(NO_MASTER);
  readonly #keySuffixes = new Map<string, string>();

  /** Creates a map from the reports of any number of nodes, some of which may be outdated. */
  constructor(reports: readonly ClusterNodeReport[]) {
    const owners = new Array<ClusterNodeReport | undefined>(SLOT_COUNT);
    for (const report of reports) {
      for (const [first, last] of report.slotRanges) {
        for (let slot = first; slot <= last; slot += 1) {
          if (report.epoch > (owners[slot]?.epoch ?? -1)) owners[slot] = report;
        }
      }
    }
    this.nodes = [...new Set(reports.map(({ address }) => address))];
    this.masters = [...new Set([...new Set(owners)].flatMap((owner) => owner?.address ?? []))].sort();
    const indexByAddress = new Map(this.masters.map((address, index) => [address, index]));
    owners.forEach((owner, slot) => {
      if (owner) this.#masterIndexes[slot] = indexByAddress.get(owner.address) ?? NO_MASTER;
    });
  }

  /** Returns the address of the master that serves the slot; undefined if no master serves it. */
  findMaster(slot: number): string | undefined {
    return this.masters[this.#masterIndexes[slot] ?? NO_MASTER];
  }

  /** Returns a text that, appended to any key without a hash tag, makes the key belong to the given master. */
  findKeySuffix(master: string): string {
    const index = this.masters.indexOf(master);
    if (index < 0) return '';
    let suffix = this.#keySuffixes.get(master);
    for (let tag = 0; suffix === undefined; tag += 1)
      if (this.#masterIndexes[computeKeySlot(String(tag))] === index) suffix = `:{${tag}}`;
    this.#keySuffixes.set(master, suffix);
    return suffix;
  }

  /** Whether both maps have the same masters with the same slots. */
  equals(other: ClusterMap): boolean {
    return (
      this.masters.join() === other.masters.join() &&
      this.#masterIndexes.every((index, slot) => index === other.#masterIndexes[slot])
    );
  }
}
