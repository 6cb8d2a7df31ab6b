import type { MeasuredPoint } from '../../src/capacity/compare-with-model.ts';
import type { PartCosts } from '../../src/capacity/part-costs.ts';

/**
 * Results of the capacity drill of 2026-11-30, on 2 cores of an AMD EPYC with Node 20.20.2 and nearly no other work (load
 * average below 1.5). Each run connects one half of its people before it measures how the other half connects. With
 * few people, the programs are probably not compiled by then, so connecting costs more.
 */
export const DRILL_POINTS: readonly [MeasuredPoint, ...MeasuredPoint[]] = [
  // npm run drill -- capacity
  {
    shape: { gateways: 2, people: 600, socketsPerRoom: 13.2, rooms: 848, roomsPerPerson: 10 },
    operations: {
      connect: {
        perSecond: 214,
        costs: { 'chat-api': 1839, gateway: 3462, presence: 423, PostgreSQL: 662, NATS: 500, Redis: 182 },
      },
      idleSecond: {
        perSecond: 1,
        costs: {
          'chat-api': 19186,
          gateway: 24526,
          presence: 7298,
          PostgreSQL: 3499,
          NATS: 4379,
          Redis: 4286,
        },
      },
      message: {
        perSecond: 100,
        costs: { 'chat-api': 3224, gateway: 1681, presence: 0, PostgreSQL: 1468, NATS: 557, Redis: 92 },
      },
      receipt: {
        perSecond: 95,
        costs: { 'chat-api': 1581, gateway: 1783, presence: 3.6, PostgreSQL: 603, NATS: 400, Redis: 92 },
      },
      typing: {
        perSecond: 95,
        costs: { 'chat-api': 0, gateway: 1145, presence: 0, PostgreSQL: 0, NATS: 26, Redis: 62 },
      },
      page: {
        perSecond: 30,
        costs: { 'chat-api': 3118, gateway: 175, presence: 0, PostgreSQL: 734, NATS: 0, Redis: 0 },
      },
      sweep: {
        perSecond: 176,
        costs: { 'chat-api': 4702, gateway: 1054, presence: 0, PostgreSQL: 790, NATS: 435, Redis: 0 },
      },
      leave: {
        perSecond: 67,
        costs: { 'chat-api': 0, gateway: 391, presence: 112, PostgreSQL: 52, NATS: 29, Redis: 52 },
      },
    },
  },
  // npm run drill -- capacity --gateways 1 --people 400 --sizes 10
  {
    shape: { gateways: 1, people: 400, socketsPerRoom: 10, rooms: 40, roomsPerPerson: 1 },
    operations: {
      connect: {
        perSecond: 261,
        costs: { 'chat-api': 701, gateway: 2411, presence: 239, PostgreSQL: 211, NATS: 221, Redis: 89 },
      },
      idleSecond: {
        perSecond: 1,
        costs: {
          'chat-api': 15858,
          gateway: 12266,
          presence: 6356,
          PostgreSQL: 2326,
          NATS: 3304,
          Redis: 3434,
        },
      },
      message: {
        perSecond: 100,
        costs: { 'chat-api': 2457, gateway: 745, presence: 0, PostgreSQL: 1098, NATS: 420, Redis: 57 },
      },
      receipt: {
        perSecond: 95,
        costs: { 'chat-api': 1416, gateway: 932, presence: 6.6, PostgreSQL: 499, NATS: 389, Redis: 19 },
      },
      typing: {
        perSecond: 95,
        costs: { 'chat-api': 112, gateway: 532, presence: 0, PostgreSQL: 0, NATS: 18, Redis: 34 },
      },
      page: {
        perSecond: 30,
        costs: { 'chat-api': 4349, gateway: 79, presence: 9.6, PostgreSQL: 1402, NATS: 0, Redis: 0 },
      },
      sweep: {
        perSecond: 549,
        costs: { 'chat-api': 1118, gateway: 501, presence: 0, PostgreSQL: 181, NATS: 391, Redis: 0.6 },
      },
      leave: {
        perSecond: 44,
        costs: { 'chat-api': 0, gateway: 183, presence: 89, PostgreSQL: 37, NATS: 18, Redis: 55 },
      },
    },
  },
  // npm run drill -- capacity --gateways 3 --people 600 --sizes 4,20,60,100 --rate 50
  {
    shape: { gateways: 3, people: 600, socketsPerRoom: 46, rooms: 196, roomsPerPerson: 4 },
    operations: {
      connect: {
        perSecond: 198,
        costs: { 'chat-api': 1765, gateway: 3959, presence: 511, PostgreSQL: 677, NATS: 628, Redis: 198 },
      },
      idleSecond: {
        perSecond: 1,
        costs: {
          'chat-api': 15846,
          gateway: 25742,
          presence: 6848,
          PostgreSQL: 4515,
          NATS: 4246,
          Redis: 4266,
        },
      },
      message: {
        perSecond: 50,
        costs: { 'chat-api': 3412, gateway: 2677, presence: 0, PostgreSQL: 1435, NATS: 664, Redis: 104 },
      },
      receipt: {
        perSecond: 48,
        costs: { 'chat-api': 1761, gateway: 3185, presence: 0, PostgreSQL: 754, NATS: 441, Redis: 132 },
      },
      typing: {
        perSecond: 48,
        costs: { 'chat-api': 0, gateway: 1815, presence: 0, PostgreSQL: 0, NATS: 55, Redis: 77 },
      },
      page: {
        perSecond: 30,
        costs: { 'chat-api': 3863, gateway: 1244, presence: 0, PostgreSQL: 1157, NATS: 8.2, Redis: 33 },
      },
      sweep: {
        perSecond: 409,
        costs: { 'chat-api': 1720, gateway: 617, presence: 1.8, PostgreSQL: 292, NATS: 343, Redis: 0 },
      },
      leave: {
        perSecond: 66,
        costs: { 'chat-api': 40, gateway: 529, presence: 135, PostgreSQL: 50, NATS: 51, Redis: 76 },
      },
    },
  },
  // npm run drill -- capacity --people 1000 --sizes 2,4,10,20,50 --rate 200
  {
    shape: { gateways: 2, people: 1000, socketsPerRoom: 17.2, rooms: 920, roomsPerPerson: 5 },
    operations: {
      connect: {
        perSecond: 223,
        costs: { 'chat-api': 1062, gateway: 3674, presence: 543, PostgreSQL: 727, NATS: 490, Redis: 173 },
      },
      idleSecond: {
        perSecond: 1,
        costs: {
          'chat-api': 14836,
          gateway: 26884,
          presence: 6289,
          PostgreSQL: 5488,
          NATS: 4628,
          Redis: 4338,
        },
      },
      message: {
        perSecond: 200,
        costs: { 'chat-api': 2036, gateway: 1215, presence: 9.3, PostgreSQL: 1209, NATS: 438, Redis: 69 },
      },
      receipt: {
        perSecond: 191,
        costs: { 'chat-api': 1422, gateway: 1505, presence: 0, PostgreSQL: 601, NATS: 398, Redis: 82 },
      },
      typing: {
        perSecond: 191,
        costs: { 'chat-api': 0, gateway: 936, presence: 2.3, PostgreSQL: 0, NATS: 23, Redis: 66 },
      },
      page: {
        perSecond: 30,
        costs: { 'chat-api': 4547, gateway: 391, presence: 0, PostgreSQL: 952, NATS: 5.3, Redis: 1.6 },
      },
      sweep: {
        perSecond: 161,
        costs: { 'chat-api': 4853, gateway: 1272, presence: 0, PostgreSQL: 885, NATS: 552, Redis: 0 },
      },
      leave: {
        perSecond: 111,
        costs: { 'chat-api': 41, gateway: 377, presence: 140, PostgreSQL: 103, NATS: 56, Redis: 78 },
      },
    },
  },
  // npm run drill -- capacity --people 6000 --rate 50
  {
    shape: { gateways: 2, people: 6000, socketsPerRoom: 13.2, rooms: 8475, roomsPerPerson: 10 },
    operations: {
      connect: {
        perSecond: 395,
        costs: { 'chat-api': 771, gateway: 1697, presence: 225, PostgreSQL: 379, NATS: 336, Redis: 121 },
      },
      idleSecond: {
        perSecond: 1,
        costs: {
          'chat-api': 33066,
          gateway: 60094,
          presence: 4643,
          PostgreSQL: 17249,
          NATS: 5123,
          Redis: 3579,
        },
      },
      message: {
        perSecond: 50,
        costs: { 'chat-api': 3183, gateway: 930, presence: 0, PostgreSQL: 1695, NATS: 664, Redis: 110 },
      },
      receipt: {
        perSecond: 48,
        costs: { 'chat-api': 2123, gateway: 1948, presence: 13, PostgreSQL: 880, NATS: 495, Redis: 135 },
      },
      typing: {
        perSecond: 48,
        costs: { 'chat-api': 58, gateway: 1240, presence: 14, PostgreSQL: 63, NATS: 41, Redis: 106 },
      },
      page: {
        perSecond: 30,
        costs: { 'chat-api': 3834, gateway: 1475, presence: 14, PostgreSQL: 1058, NATS: 0, Redis: 43 },
      },
      sweep: {
        perSecond: 17,
        costs: { 'chat-api': 37625, gateway: 7645, presence: 0, PostgreSQL: 20676, NATS: 2378, Redis: 5.5 },
      },
      leave: {
        perSecond: 654,
        costs: { 'chat-api': 3.6, gateway: 243, presence: 74, PostgreSQL: 35, NATS: 27, Redis: 59 },
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
