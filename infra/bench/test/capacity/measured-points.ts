import type { MeasuredPoint } from '../../src/capacity/compare-with-model.ts';
import type { PartCosts } from '../../src/capacity/part-costs.ts';

/**
 * Results of the capacity drill of 2026-11-30, on 2 cores of an AMD EPYC that were busy with other work (load average 6
 * to 15), with Node 20.20.2. With one room for each person, nobody has unread messages to mark, so that run
 * has no receipts. With 6,000 idle sockets, the cost of 50 operations per second is too small to measure, and
 * all 6,000 people left at once, so that run has only the other costs. Only the first run was repeated after connecting
 * and leaving had been made cheaper, so the others have no costs of leaving.
 */
export const DRILL_POINTS: readonly [MeasuredPoint, ...MeasuredPoint[]] = [
  // npm run drill -- capacity (after connections had been made cheaper)
  {
    shape: { gateways: 2, people: 600, socketsPerRoom: 13.2, rooms: 848, roomsPerPerson: 10 },
    operations: {
      connect: {
        perSecond: 231,
        costs: { 'chat-api': 1050, gateway: 3601, presence: 406, PostgreSQL: 642, NATS: 489, Redis: 184 },
      },
      idleSecond: {
        perSecond: 1.0,
        costs: {
          'chat-api': 18069,
          gateway: 42405,
          presence: 10313,
          PostgreSQL: 4277,
          NATS: 4430,
          Redis: 4223,
        },
      },
      message: {
        perSecond: 100,
        costs: { 'chat-api': 2712, gateway: 1492, presence: 0, PostgreSQL: 1564, NATS: 503, Redis: 106 },
      },
      receipt: {
        perSecond: 95,
        costs: { 'chat-api': 1489, gateway: 1634, presence: 0, PostgreSQL: 719, NATS: 341, Redis: 98 },
      },
      typing: {
        perSecond: 95,
        costs: { 'chat-api': 0, gateway: 967, presence: 0, PostgreSQL: 72, NATS: 0, Redis: 57 },
      },
      page: {
        perSecond: 30,
        costs: { 'chat-api': 4258, gateway: 0, presence: 0, PostgreSQL: 863, NATS: 0, Redis: 0 },
      },
      sweptRoom: {
        perSecond: 70409,
        costs: { 'chat-api': 6.3, gateway: 0, presence: 0, PostgreSQL: 6.7, NATS: 0.6, Redis: 0 },
      },
      leave: {
        perSecond: 67,
        costs: { 'chat-api': 0, gateway: 376, presence: 133, PostgreSQL: 76, NATS: 30, Redis: 46 },
      },
    },
  },
  // npm run drill -- capacity --gateways 1 --people 400 --sizes 10
  {
    shape: { gateways: 1, people: 400, socketsPerRoom: 10.0, rooms: 40, roomsPerPerson: 1 },
    operations: {
      connect: {
        perSecond: 123,
        costs: { 'chat-api': 1677, gateway: 3331, presence: 505, PostgreSQL: 1053, NATS: 616, Redis: 82 },
      },
      idleSecond: {
        perSecond: 1,
        costs: {
          'chat-api': 10078,
          gateway: 11767,
          presence: 7374,
          PostgreSQL: 2144,
          NATS: 2152,
          Redis: 2803,
        },
      },
      message: {
        perSecond: 100,
        costs: { 'chat-api': 2114, gateway: 1111, presence: 0, PostgreSQL: 1298, NATS: 400, Redis: 80 },
      },
      typing: {
        perSecond: 95,
        costs: { 'chat-api': 0, gateway: 662, presence: 3.0, PostgreSQL: 33, NATS: 0, Redis: 45 },
      },
      page: {
        perSecond: 100,
        costs: { 'chat-api': 2215, gateway: 203, presence: 14, PostgreSQL: 1035, NATS: 0, Redis: 0 },
      },
      sweptRoom: {
        perSecond: 16097,
        costs: { 'chat-api': 23, gateway: 0, presence: 0, PostgreSQL: 2.1, NATS: 4.8, Redis: 0.0 },
      },
    },
  },
  // npm run drill -- capacity --gateways 3 --people 600 --sizes 4,20,60,100 --rate 50
  {
    shape: { gateways: 3, people: 600, socketsPerRoom: 46.0, rooms: 196, roomsPerPerson: 4 },
    operations: {
      connect: {
        perSecond: 157,
        costs: { 'chat-api': 1545, gateway: 3862, presence: 598, PostgreSQL: 902, NATS: 707, Redis: 167 },
      },
      idleSecond: {
        perSecond: 1,
        costs: {
          'chat-api': 10181,
          gateway: 29268,
          presence: 8150,
          PostgreSQL: 2722,
          NATS: 3182,
          Redis: 3246,
        },
      },
      message: {
        perSecond: 50,
        costs: { 'chat-api': 2750, gateway: 2780, presence: 0, PostgreSQL: 1378, NATS: 547, Redis: 101 },
      },
      receipt: {
        perSecond: 48,
        costs: { 'chat-api': 1345, gateway: 2350, presence: 0, PostgreSQL: 603, NATS: 346, Redis: 95 },
      },
      typing: {
        perSecond: 48,
        costs: { 'chat-api': 0, gateway: 1548, presence: 0, PostgreSQL: 55, NATS: 0, Redis: 50 },
      },
      page: {
        perSecond: 50,
        costs: { 'chat-api': 2414, gateway: 62, presence: 0, PostgreSQL: 867, NATS: 0, Redis: 0.1 },
      },
      sweptRoom: {
        perSecond: 20509,
        costs: { 'chat-api': 8.2, gateway: 0.1, presence: 0, PostgreSQL: 2.4, NATS: 1.7, Redis: 0 },
      },
    },
  },
  // npm run drill -- capacity --people 1000 --sizes 2,4,10,20,50 --rate 200
  {
    shape: { gateways: 2, people: 1000, socketsPerRoom: 17.2, rooms: 920, roomsPerPerson: 5 },
    operations: {
      connect: {
        perSecond: 125,
        costs: { 'chat-api': 1303, gateway: 3313, presence: 648, PostgreSQL: 946, NATS: 666, Redis: 187 },
      },
      idleSecond: {
        perSecond: 1,
        costs: {
          'chat-api': 9749,
          gateway: 18087,
          presence: 5714,
          PostgreSQL: 3198,
          NATS: 2732,
          Redis: 3076,
        },
      },
      message: {
        perSecond: 198,
        costs: { 'chat-api': 1356, gateway: 1044, presence: 4.9, PostgreSQL: 1215, NATS: 300, Redis: 65 },
      },
      receipt: {
        perSecond: 191,
        costs: { 'chat-api': 939, gateway: 1160, presence: 3.0, PostgreSQL: 498, NATS: 228, Redis: 66 },
      },
      typing: {
        perSecond: 190,
        costs: { 'chat-api': 0, gateway: 717, presence: 0, PostgreSQL: 24, NATS: 0, Redis: 44 },
      },
      page: {
        perSecond: 30,
        costs: { 'chat-api': 2514, gateway: 180, presence: 0, PostgreSQL: 824, NATS: 0, Redis: 0 },
      },
      sweptRoom: {
        perSecond: 26518,
        costs: { 'chat-api': 5.8, gateway: 1.1, presence: 0, PostgreSQL: 6.7, NATS: 0.6, Redis: 0 },
      },
    },
  },
  // npm run drill -- capacity --people 6000 --rate 50
  {
    shape: { gateways: 2, people: 6000, socketsPerRoom: 13.2, rooms: 8475, roomsPerPerson: 10 },
    operations: {
      connect: {
        perSecond: 81,
        costs: { 'chat-api': 1266, gateway: 2722, presence: 423, PostgreSQL: 1085, NATS: 678, Redis: 219 },
      },
      idleSecond: {
        perSecond: 1,
        costs: {
          'chat-api': 17652,
          gateway: 81246,
          presence: 4659,
          PostgreSQL: 12181,
          NATS: 2872,
          Redis: 2921,
        },
      },
      sweptRoom: {
        perSecond: 30044,
        costs: { 'chat-api': 4.2, gateway: 0, presence: 0.0, PostgreSQL: 1.4, NATS: 0.2, Redis: 0.0 },
      },
    },
  },
];

/**
 * Results of `npm run bench -- path --rounds 3` of 2026-11-30, on the same machine when it was quiet. The costs of PostgreSQL and chat-api
 * do not contain the search index.
 */
export const BENCH_POINTS: readonly { perSecond: number; socketsPerRoom: number; costs: PartCosts }[] = [
  {
    perSecond: 407,
    socketsPerRoom: 10,
    costs: { 'chat-api': 988, gateway: 451, presence: 0, PostgreSQL: 642, NATS: 283, Redis: 67 },
  },
  {
    perSecond: 2_639,
    socketsPerRoom: 10,
    costs: { 'chat-api': 217, gateway: 92, presence: 0, PostgreSQL: 90, NATS: 55, Redis: 7 },
  },
];
