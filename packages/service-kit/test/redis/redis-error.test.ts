import { ClientOfflineError, ErrorReply, SocketClosedUnexpectedlyError } from 'redis';
import t from 'tap';
import { convertTemporaryRedisError, isReadOnlyReply } from '../../src/redis/redis-error.ts';

const TEMPORARY_REDIS_ERRORS = [
  new ErrorReply("READONLY You can't write against a read only replica."),
  new ErrorReply("ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write"),
  new ErrorReply('MASTERDOWN Link with MASTER is down'),
  new ErrorReply('LOADING Redis is loading the dataset in memory'),
  new ErrorReply("OOM command not allowed when used memory > 'maxmemory'."),
  new ErrorReply('MISCONF Redis is configured to save RDB snapshots'),
  new ErrorReply('NOREPLICAS Not enough good replicas to write.'),
  new ErrorReply('BUSY Redis is busy running a script.'),
  new ClientOfflineError(),
  new SocketClosedUnexpectedlyError(),
];
const PERMANENT_REDIS_ERRORS = [
  new ErrorReply('WRONGTYPE Operation against a key holding the wrong kind of value'),
  new ErrorReply('ERR unknown command'),
  new ErrorReply("NOPERM User presence has no permissions to run the 'keys' command"),
  new TypeError('undefined is not a function'),
];

t.test('a Redis error becomes UNAVAILABLE if the command may succeed later', async (t) => {
  for (const error of TEMPORARY_REDIS_ERRORS)
    t.match(convertTemporaryRedisError(error), { code: 'UNAVAILABLE' }, error.message);
  for (const error of PERMANENT_REDIS_ERRORS)
    t.equal(convertTemporaryRedisError(error), error, error.message);
});

t.test('isReadOnlyReply recognizes only refusals by a read-only replica', async (t) => {
  t.same([...TEMPORARY_REDIS_ERRORS, ...PERMANENT_REDIS_ERRORS].map(isReadOnlyReply), [
    ...[true, true, true],
    ...Array.from({ length: TEMPORARY_REDIS_ERRORS.length + PERMANENT_REDIS_ERRORS.length - 3 }, () => false),
  ]);
});
