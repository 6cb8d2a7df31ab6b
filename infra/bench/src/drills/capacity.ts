import { parseArgs } from 'node:util';
import { startSystem, TeardownStack } from '@kcs/testkit';
import { describeMeasuredShape, findModelErrors, formatComparison } from '../capacity/compare-with-model.ts';
import { createCrowd } from '../crowd/crowd.ts';
import { UNLIMITED_SOCKETS } from '../peers/unlimited-sockets.ts';
import { measureOperations } from './capacity-costs.ts';
import type { Drill, DrillContext } from './drill-context.ts';

export const capacityDrill: Drill = {
  summary: 'What each operation costs each part of the system, compared with the capacity model',
  run: runCapacityDrill,
};

/** Both people of a pair must belong to the same rooms, so every room has an even number of members. */
const DEFAULT_ROOM_SIZES = '2,4,6,8,10,12,16,20,24,30';
const SECONDS_PER_OPERATION = 10;

async function runCapacityDrill({ args, say, signal }: DrillContext): Promise<number> {
  const { gateways, ...scale } = readOptions(args);
  const teardownStack = new TeardownStack();
  try {
    say('Starting a system');
    const system = await startSystem(teardownStack, { gateways, ownPostgres: true, env: UNLIMITED_SOCKETS });
    const crowd = await createCrowd(teardownStack, system, scale);
    const operations = await measureOperations(teardownStack, { ...scale, system, crowd, say, signal });
    const point = { shape: describeMeasuredShape({ gateways, ...scale }), operations };
    say(`\n${formatComparison(point)}\n`);
    say(JSON.stringify(point));
    const modelErrors = findModelErrors(point);
    for (const modelError of modelErrors) say(`BREACH ${modelError}`);
    return modelErrors.length === 0 ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      gateways: { type: 'string', default: '2' },
      people: { type: 'string', default: '600' },
      sizes: { type: 'string', default: DEFAULT_ROOM_SIZES },
      rate: { type: 'string', default: '100' },
    },
  });
  const readNumber = (flag: 'gateways' | 'people' | 'rate') => {
    const value = Number(values[flag]);
    if (!(Number.isInteger(value) && value > 0))
      throw new Error(`--${flag} must be a positive whole number, not ${values[flag]}.`);
    return value;
  };
  const roomSizes = values.sizes.split(',').map(Number);
  if (!roomSizes.every((size) => size > 0 && size % 2 === 0))
    throw new Error(`--sizes must be a list of positive even numbers, not ${values.sizes}.`);
  return {
    gateways: readNumber('gateways'),
    people: readNumber('people'),
    roomSizes,
    messagesPerSecond: readNumber('rate'),
    seconds: SECONDS_PER_OPERATION,
  };
}
