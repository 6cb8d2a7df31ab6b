import { ChatError } from '@kcs/contracts';
import t from 'tap';
import { mapUnavailableError } from '../../src/database/database-outage.ts';
import { createPrismaError } from './support/prisma-error.ts';

const TEMPORARY_ERRORS = {
  '08006': 'a lost connection',
  '25006': 'a read-only server',
  '40001': 'a conflict with another transaction',
  '40P01': 'a deadlock',
  '53100': 'a full disk',
  '53300': 'too many connections',
  '55P03': 'a lock that is not available',
  '57014': 'a canceled statement',
  '57P01': 'a shutdown',
  '58030': 'a disk error',
};
const PERMANENT_ERRORS = {
  '22001': 'a value that is too long',
  '22P05': 'a character that PostgreSQL cannot store',
  '23505': 'a duplicate key',
  '23514': 'a violated check',
  '42501': 'a missing permission',
  '42P01': 'a missing table',
  '54000': 'an exceeded program limit',
};

t.test('a database error becomes UNAVAILABLE if a retry may succeed', async (t) => {
  for (const [code, name] of Object.entries(TEMPORARY_ERRORS))
    t.match(
      mapUnavailableError(createPrismaError(code)),
      { code: 'UNAVAILABLE', retryAfterMs: Number },
      name,
    );
  for (const code of ['P1001', 'P2024', 'P2028', 'P2034'])
    t.ok(mapUnavailableError(Object.assign(new Error('failed'), { code })) instanceof ChatError, code);
});

t.test('a database error stays unchanged if the statement is at fault', async (t) => {
  for (const [code, name] of Object.entries(PERMANENT_ERRORS)) {
    const error = createPrismaError(code);
    t.equal(mapUnavailableError(error), error, name);
  }
});
