import { FigureCollection } from '../measure/figures.ts';
import { computePercentile } from '../measure/percentiles.ts';
import type { OurSchool } from '../peers/our-school.ts';
import { NAMED_SEARCH_QUERIES } from '../school/searches.ts';
import { addSlowest, measureReads } from './read-rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const searchScenario: Scenario = {
  name: 'search',
  summary: 'Time for each kind of search among 2,000,000 messages, for a person in 500 rooms',
  run: async (context, openSchool) => measureSearch(context, await openSchool()),
};

/** Measures every kind of search that the search drill also runs. */
export async function measureSearch(
  context: ScenarioContext,
  { searcher }: OurSchool,
): Promise<ScenarioResult> {
  const requests = NAMED_SEARCH_QUERIES.map(({ name, q }) => ({
    name,
    path: `/chat/search?${new URLSearchParams({ q })}`,
  }));
  const medians = await measureReads(context, searcher, requests);
  const figures = new FigureCollection();
  for (let round = 0; round < context.rounds; round++) {
    const mediansOfRound = [...medians.values()].map((values) => values[round] ?? Number.NaN);
    figures.add(
      { measure: 'p50 of half of the kinds of search', subject: 'ours', unit: 'ms' },
      computePercentile(mediansOfRound, 0.5),
    );
  }
  addSlowest(figures, 'p50 of the slowest kind of search', medians, context.say);
  return { figures: figures.all, skipped: [] };
}
