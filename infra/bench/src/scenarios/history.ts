import { FigureCollection } from '../measure/figures.ts';
import type { OurSchool } from '../peers/our-school.ts';
import { addSlowest, measureReads, type ReadRequest } from './read-rounds.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const historyScenario: Scenario = {
  name: 'history',
  summary: 'Time for a page of messages and for the room list, among 2,000,000 messages',
  run: async (context, openSchool) => measureHistory(context, await openSchool()),
};

const ROOM_LIST: ReadRequest = { name: 'room list', path: '/chat/rooms?limit=500' };

/** Measures the pages of the largest room, which contains a quarter of all messages, and the list of 500 rooms. */
export async function measureHistory(
  context: ScenarioContext,
  { system, searcher, school: { largeRoomId } }: OurSchool,
): Promise<ScenarioResult> {
  const { rows } = await system.database.query('SELECT last_seq AS head FROM rooms WHERE id = $1', [
    largeRoomId,
  ]);
  const middle = Math.floor(rows[0].head / 2);
  const messages = `/chat/rooms/${largeRoomId}/messages`;
  const pages: readonly ReadRequest[] = [
    { name: 'newest messages', path: messages },
    { name: 'messages before a seq in the middle', path: `${messages}?before=${middle}` },
    { name: 'messages after a seq in the middle', path: `${messages}?after=${middle}` },
    { name: 'messages around a seq in the middle', path: `${messages}?around=${middle}` },
    { name: 'oldest messages', path: `${messages}?after=0` },
    { name: 'events after a seq in the middle', path: `/chat/rooms/${largeRoomId}/events?after=${middle}` },
  ];
  const figures = new FigureCollection();
  const pageMedians = await measureReads(context, searcher, pages);
  for (const [name, medians] of pageMedians)
    for (const median of medians)
      figures.add({ measure: 'p50 of a page', subject: name, unit: 'ms' }, median);
  addSlowest(figures, 'p50 of the slowest kind of page', pageMedians, context.say);
  const [listMedians = []] = (await measureReads(context, searcher, [ROOM_LIST])).values();
  for (const median of listMedians)
    figures.add({ measure: 'p50 of the room list', subject: 'ours', unit: 'ms' }, median);
  return { figures: figures.all, skipped: [] };
}
