import t from 'tap';
import { compareWithModel, findModelErrors, MAX_FACTOR } from '../../src/capacity/compare-with-model.ts';
import {
  estimateOperationCosts,
  estimateSweep,
  MAX_ROOMS_PER_SWEEP_REQUEST,
} from '../../src/capacity/estimate-load.ts';
import { mapParts, type PartCosts, SYSTEM_PARTS, sumParts } from '../../src/capacity/part-costs.ts';
import { BENCH_POINTS, DRILL_POINTS } from './measured-points.ts';

/** A part with a smaller share of an operation is too small to be measured. */
const MIN_SHARE = 0.1;
const MAX_PART_FACTOR = 2.5;

const isNear = (measured: number, estimated: number, factor: number) =>
  measured / estimated < factor && estimated / measured < factor;

/** Ignores parts without a share of the operation, which may collect garbage meanwhile. The sum contains them. */
function findWrongParts(measured: PartCosts, estimated: PartCosts): string[] {
  return SYSTEM_PARTS.filter((part) => estimated[part] > 0)
    .filter((part) => measured[part] > MIN_SHARE * sumParts(measured))
    .filter((part) => !isNear(measured[part], estimated[part], MAX_PART_FACTOR))
    .map((part) => `${part}: measured ${measured[part]}, estimated ${estimated[part]}`);
}

t.test('the model agrees with every system that the capacity drill measured', async (t) => {
  for (const point of DRILL_POINTS) {
    t.same(findModelErrors(point), [], `${point.shape.gateways} gateways, ${point.shape.people} people`);
    for (const { name, measured, estimated } of compareWithModel(point))
      t.same(findWrongParts(measured, estimated), [], name);
  }
});

t.test('the model agrees with the message path of the benchmark', async (t) => {
  for (const { perSecond, socketsPerRoom, costs } of BENCH_POINTS) {
    const rates = { messagesPerSecond: perSecond, receiptsPerSecond: 0, typingPerSecond: 0, socketsPerRoom };
    const { message } = estimateOperationCosts(rates, { 'chat-api': 1, gateway: 1, presence: 1 });
    t.ok(isNear(sumParts(costs), sumParts(message), MAX_FACTOR), `${perSecond} messages per second`);
  }
});

t.test('a cost that differs from the model too much is reported', async (t) => {
  const [{ shape }] = DRILL_POINTS;
  const replicas = { 'chat-api': 1, gateway: shape.gateways, presence: 1 };
  const rates = { messagesPerSecond: 100, receiptsPerSecond: 0, typingPerSecond: 0, ...shape };
  const { message } = estimateOperationCosts(rates, replicas);
  const findErrors = (factor: number) =>
    findModelErrors({
      shape,
      operations: { message: { perSecond: 100, costs: mapParts((part) => message[part] * factor) } },
    });
  t.same(findErrors(1.9), []);
  t.same(findErrors(0.55), []);
  t.same(findErrors(2.1), ['message: the measured cost is 2.1 times the cost in the model']);
  t.same(findErrors(0.45), ['message: the measured cost is 0.45 times the cost in the model']);
});

t.test('a sweep costs a fixed amount for each request, and an amount for each room', async (t) => {
  const cost = (rooms: number) => sumParts(estimateSweep(rooms));
  const isSame = (a: number, b: number) => t.ok(isNear(a, b, 1.000_001), `${a} and ${b}`);
  const request = cost(0);
  const room = cost(1) - request;
  t.ok(request > 100 * room);
  isSame(cost(MAX_ROOMS_PER_SWEEP_REQUEST), request + MAX_ROOMS_PER_SWEEP_REQUEST * room);
  isSame(cost(MAX_ROOMS_PER_SWEEP_REQUEST + 1), 2 * request + (MAX_ROOMS_PER_SWEEP_REQUEST + 1) * room);
});
