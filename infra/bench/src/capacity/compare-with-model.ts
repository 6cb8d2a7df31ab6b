import { formatNumber, formatTable } from '../report/table.ts';
import {
  estimateIdleLoad,
  estimateOperationCosts,
  estimateSweep,
  type OperationCosts,
} from './estimate-load.ts';
import { type PartCosts, sumParts } from './part-costs.ts';

/** The system in which costs were measured. */
export interface MeasuredShape {
  readonly gateways: number;
  readonly people: number;
  /** The mean number of sockets in the room of an event. */
  readonly socketsPerRoom: number;
  readonly rooms: number;
  /** The number of rooms of each person. */
  readonly roomsPerPerson: number;
}

export interface MeasuredOperation {
  /** The CPU microseconds of each part for one operation. */
  readonly costs: PartCosts;
  readonly perSecond: number;
}

/** In a `sweep`, one gateway compares its positions in all rooms with their heads. */
export type OperationName = Exclude<keyof OperationCosts, 'broadcast'> | 'idleSecond' | 'sweep';

/** The costs of each kind of operation in one system, measured one kind after the other. */
export interface MeasuredPoint {
  readonly shape: MeasuredShape;
  readonly operations: Readonly<Partial<Record<OperationName, MeasuredOperation>>>;
}

/** The factor by which a measured cost may differ from the model. A busy machine needs up to twice the CPU time. */
export const MAX_FACTOR = 2;

export function describeMeasuredShape(options: {
  readonly gateways: number;
  readonly people: number;
  readonly roomSizes: readonly number[];
}): MeasuredShape {
  const { gateways, people, roomSizes } = options;
  return {
    gateways,
    people,
    socketsPerRoom: roomSizes.reduce((sum, size) => sum + size, 0) / roomSizes.length,
    rooms: roomSizes.reduce((sum, size) => sum + Math.ceil(people / size), 0),
    roomsPerPerson: roomSizes.length,
  };
}

/** Returns each operation of a measured point, with its measured and its estimated cost. */
export function compareWithModel({ shape, operations }: MeasuredPoint) {
  const measuredOperations = Object.entries(operations) as [OperationName, MeasuredOperation][];
  return measuredOperations.map(([name, { costs, perSecond }]) => ({
    name,
    perSecond,
    measured: costs,
    estimated: estimateMeasured(shape, name, perSecond),
  }));
}

/** Returns a sentence for each operation whose measured cost differs from the model by more than `MAX_FACTOR`. */
export function findModelErrors(point: MeasuredPoint): readonly string[] {
  return compareWithModel(point).flatMap(({ name, measured, estimated }) => {
    const factor = sumParts(measured) / sumParts(estimated);
    return factor > MAX_FACTOR || factor < 1 / MAX_FACTOR
      ? [`${name}: the measured cost is ${formatNumber(factor)} times the cost in the model`]
      : [];
  });
}

export function formatComparison(point: MeasuredPoint): string {
  const rows = compareWithModel(point).map(({ name, perSecond, measured, estimated }) => [
    name,
    formatNumber(perSecond),
    `${formatNumber(sumParts(measured))} µs`,
    `${formatNumber(sumParts(estimated))} µs`,
    formatNumber(sumParts(measured) / sumParts(estimated)),
  ]);
  return formatTable([['operation', 'per second', 'measured', 'model', 'ratio'], ...rows]);
}

function estimateMeasured(shape: MeasuredShape, name: OperationName, perSecond: number): PartCosts {
  const replicas = { 'chat-api': 1, gateway: shape.gateways, presence: 1 };
  if (name === 'idleSecond') {
    const socketsPerRoom = (shape.people * shape.roomsPerPerson) / shape.rooms;
    return estimateIdleLoad({ sockets: shape.people, rooms: shape.rooms, socketsPerRoom }, replicas);
  }
  if (name === 'sweep') return estimateSweep(shape.rooms);
  const rates = {
    messagesPerSecond: name === 'message' ? perSecond : 0,
    receiptsPerSecond: name === 'receipt' ? perSecond : 0,
    typingPerSecond: name === 'typing' ? perSecond : 0,
    socketsPerRoom: shape.socketsPerRoom,
  };
  return estimateOperationCosts(rates, replicas)[name];
}
