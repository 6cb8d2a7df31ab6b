import t from 'tap';
import type { Figure } from '../src/measure/figures.ts';
import { ALL_SCENARIOS } from '../src/scenarios/all-scenarios.ts';
import { judgeTargets, TARGETS, type Target } from '../src/targets.ts';

const target: Target = {
  scenario: 'path',
  measure: 'CPU',
  subject: 'ours',
  against: 'guide',
  limit: { atMost: 1 },
};
const ratio = (values: number[]): Figure => ({
  measure: 'CPU',
  subject: 'ours',
  against: 'guide',
  unit: '×',
  values,
});
const judge = (limit: Target['limit'], figures: readonly Figure[]) =>
  judgeTargets([{ ...target, limit }], new Map([['path', figures]]))[0]?.verdict;

t.test('a target is judged by the median of the rounds', async (t) => {
  t.equal(judge({ atMost: 1 }, [ratio([0.9, 1, 7])]), 'kept');
  t.equal(judge({ atMost: 1 }, [ratio([0.1, 1.01, 7])]), 'missed');
  t.equal(judge({ atLeast: 1.1 }, [ratio([1.1])]), 'kept');
  t.equal(judge({ atLeast: 1.1 }, [ratio([1.09])]), 'missed');
});

t.test('a target does not count as kept if its ratio was not measured', async (t) => {
  t.equal(judge({ atMost: 1 }, []), 'not measured');
  t.equal(judge({ atMost: 1 }, [ratio([])]), 'not measured');
  t.equal(judge({ atLeast: 1 }, [ratio([Infinity])]), 'not measured');
  t.equal(judge({ atMost: 1 }, [{ ...ratio([0.5]), against: 'ejabberd' }]), 'not measured');
});

t.test('every target belongs to a scenario that exists', async (t) => {
  const names = ALL_SCENARIOS.map(({ name }) => name);
  for (const { scenario } of TARGETS) t.ok(names.includes(scenario), scenario);
});
