import t from 'tap';
import { chooseMaster } from '../../src/redis/find-master.ts';

const [FORMER, PROMOTED] = ['redis://former', 'redis://promoted'];

t.test(
  'the current Redis server stays unless more than half of the Sentinels name another one',
  async (t) => {
    for (const currentUrl of [FORMER, PROMOTED]) {
      t.equal(chooseMaster([FORMER, PROMOTED], 3, currentUrl), currentUrl, 'one Sentinel is down');
      t.equal(chooseMaster([FORMER], 3, currentUrl), currentUrl, 'two Sentinels are down');
      t.equal(chooseMaster([FORMER, PROMOTED, PROMOTED], 3, currentUrl), PROMOTED);
      t.equal(chooseMaster([PROMOTED, PROMOTED], 3, currentUrl), PROMOTED);
    }
  },
);

t.test('without a current Redis server, the most frequent answer counts', async (t) => {
  t.equal(chooseMaster([FORMER, PROMOTED, PROMOTED], 6, undefined), PROMOTED);
  t.equal(chooseMaster([FORMER], 3, undefined), FORMER);
  t.equal(chooseMaster([], 3, FORMER), undefined);
});
