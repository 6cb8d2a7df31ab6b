import type { Timeline } from '@kcs/chat-client';
import type { Message } from '@kcs/contracts';
import type { Locator } from 'playwright-core';
import { chatState, entries, GROUP_ID, message, room, timeline } from './sample-data.ts';
import type { Stage, StageOptions } from './stage.ts';

/** Returns page options that open the group with the given messages. */
export const groupWith = (...args: Parameters<typeof timeline>): StageOptions => ({
  roomId: GROUP_ID,
  state: chatState({ timelines: { [GROUP_ID]: timeline(...args) } }),
});

/** Returns one sample message for each seq from `from` to `to`. */
export const messages = (from: number, to: number, changes: Partial<Message> = {}): readonly Message[] =>
  Array.from({ length: to - from + 1 }, (_, n) => message(from + n, changes));

/** Returns the room state of the group with `count` unread messages. The newest message has the seq `lastSeq`. */
export const unreadRoom = (count: number, lastSeq: number) =>
  entries(
    room({
      unread_count: count,
      last_seen_seq: lastSeq - count,
      last_seq: lastSeq,
      last_message: message(lastSeq),
    }),
  );

/** Returns page options that open the group with the given messages. The last `count` messages are unread. */
export const groupWithUnread = (
  count: number,
  loaded: readonly Message[],
  changes: Partial<Timeline> = {},
): StageOptions => ({
  roomId: GROUP_ID,
  state: chatState({
    rooms: unreadRoom(count, loaded.at(-1)?.seq ?? 0),
    timelines: { [GROUP_ID]: timeline(loaded, changes) },
  }),
});

/** Replaces the messages of the group on the page. */
export const showMessages = (stage: Stage, loaded: readonly Message[], changes: Partial<Timeline> = {}) =>
  stage.setState({ timelines: { [GROUP_ID]: timeline(loaded, changes) } });

/** Locates the timeline row of the message with exactly this text. */
export const messageRow = (stage: Stage, text: string): Locator =>
  stage.page.locator('[data-seq]').filter({ has: stage.page.getByText(text, { exact: true }) });

/** Returns the distance in pixels between a row and the upper edge of the timeline. */
export const getRowTop = (stage: Stage, seq: number): Promise<number> =>
  stage.page.evaluate((wanted) => {
    const box = document.querySelector('.timeline')?.getBoundingClientRect();
    const row = document.querySelector(`[data-seq="${wanted}"]`)?.getBoundingClientRect();
    if (!box || !row) throw new Error(`Row ${wanted} is not rendered.`);
    return row.top - box.top;
  }, seq);

/** Returns the seqs of the rows that are at least partly visible. */
export const getVisibleSeqs = (stage: Stage): Promise<number[]> =>
  stage.page.evaluate(() => {
    const box = document.querySelector('.timeline')?.getBoundingClientRect();
    if (!box) return [];
    return [...document.querySelectorAll<HTMLElement>('[data-seq]')]
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > box.top && top < box.bottom;
      })
      .map((row) => Number(row.dataset.seq))
      .sort((a, b) => a - b);
  });

/** Waits for a few rendered frames, so that the positions of the rows settle. */
export const waitForLayout = (stage: Stage): Promise<void> =>
  stage.page.evaluate(async () => {
    for (let frame = 0; frame < 6; frame += 1) await new Promise(requestAnimationFrame);
  });

/** Scrolls the timeline to `top`, as if the user dragged the scroll bar, and waits until the row positions settle. */
export async function scrollTo(stage: Stage, top: number): Promise<void> {
  await stage.page.locator('.timeline').evaluate((box, y) => box.scrollTo({ top: y }), top);
  await waitForLayout(stage);
}

export const getDistanceToEnd = (stage: Stage): Promise<number> =>
  stage.page.locator('.timeline').evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);

/** Makes the page believe that it has, or does not have, the focus. */
export const setPageFocus = (stage: Stage, hasFocus: boolean): Promise<void> =>
  stage.page.evaluate((value) => {
    document.hasFocus = () => value;
    window.dispatchEvent(new Event(value ? 'focus' : 'blur'));
  }, hasFocus);
