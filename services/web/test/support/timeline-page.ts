import type { Timeline } from '@kcs/chat-client';
import type { Message } from '@kcs/contracts';
import type { Locator } from 'playwright-core';
import {
  createChatState,
  createMessage,
  createRoom,
  createRoomEntries,
  createTimeline,
  GROUP_ID,
} from './sample-data.ts';
import type { Stage, StageOptions } from './stage.ts';

/** Returns page options that open the group with the given messages. */
export const createGroupOptions = (...args: Parameters<typeof createTimeline>): StageOptions => ({
  roomId: GROUP_ID,
  state: createChatState({ timelines: { [GROUP_ID]: createTimeline(...args) } }),
});

/** Returns one sample message for each seq from `from` to `to`. */
export const createMessages = (
  from: number,
  to: number,
  changes: Partial<Message> = {},
): readonly Message[] => Array.from({ length: to - from + 1 }, (_, n) => createMessage(from + n, changes));

/** Returns the room state of the group with `count` unread messages. The newest message has the seq `lastSeq`. */
export const createUnreadRoomEntries = (count: number, lastSeq: number) =>
  createRoomEntries(
    createRoom({
      unread_count: count,
      last_seen_seq: lastSeq - count,
      last_seq: lastSeq,
      last_message: createMessage(lastSeq),
    }),
  );

/** Returns page options that open the group with the given messages. The last `count` messages are unread. */
export const createGroupOptionsWithUnread = (
  count: number,
  loaded: readonly Message[],
  changes: Partial<Timeline> = {},
): StageOptions => ({
  roomId: GROUP_ID,
  state: createChatState({
    rooms: createUnreadRoomEntries(count, loaded.at(-1)?.seq ?? 0),
    timelines: { [GROUP_ID]: createTimeline(loaded, changes) },
  }),
});

/** Replaces the messages of the group on the page. */
export const setLoadedMessages = (
  stage: Stage,
  loaded: readonly Message[],
  changes: Partial<Timeline> = {},
) => stage.setState({ timelines: { [GROUP_ID]: createTimeline(loaded, changes) } });

/** Locates the timeline row of the message with exactly this text. */
export const getMessageRow = (stage: Stage, text: string): Locator =>
  stage.page.locator('[data-seq]').filter({ has: stage.page.getByText(text, { exact: true }) });

/** Returns the distance in pixels between a row and the upper edge of the timeline. */
export const getRowTop = (stage: Stage, seq: number): Promise<number> =>
  stage.page.evaluate((wanted) => {
    const timelineRect = document.querySelector('.timeline')?.getBoundingClientRect();
    const rowRect = document.querySelector(`[data-seq="${wanted}"]`)?.getBoundingClientRect();
    if (!timelineRect || !rowRect) throw new Error(`Row ${wanted} is not rendered.`);
    return rowRect.top - timelineRect.top;
  }, seq);

/** Returns the seqs of the rows that are at least partly visible. */
export const getVisibleSeqs = (stage: Stage): Promise<number[]> =>
  stage.page.evaluate(() => {
    const timelineRect = document.querySelector('.timeline')?.getBoundingClientRect();
    if (!timelineRect) return [];
    return [...document.querySelectorAll<HTMLElement>('[data-seq]')]
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > timelineRect.top && top < timelineRect.bottom;
      })
      .map((row) => Number(row.dataset.seq))
      .sort((a, b) => a - b);
  });

/** Waits until the timeline has kept its scroll position and its height for a few rendered frames. */
export const waitForLayout = (stage: Stage): Promise<void> =>
  stage.page.evaluate(async () => {
    const readLayout = () => {
      const box = document.querySelector('.timeline');
      return box ? `${box.scrollTop} ${box.scrollHeight}` : '';
    };
    const deadline = performance.now() + 30_000;
    let lastLayout = readLayout();
    for (let steadyFrames = 0; steadyFrames < 6; ) {
      if (performance.now() > deadline) throw new Error('The timeline is still moving after 30 s.');
      await new Promise(requestAnimationFrame);
      const layout = readLayout();
      steadyFrames = layout !== '' && layout === lastLayout ? steadyFrames + 1 : 0;
      lastLayout = layout;
    }
  });

/**
 * Scrolls the timeline to `top`, as if the user dragged the scroll bar, and waits until the row positions settle. First
 * waits until the timeline has opened, because opening scrolls to the end and would undo an earlier scroll.
 */
export async function scrollTimelineTo(stage: Stage, top: number): Promise<void> {
  await stage.page.locator('.timeline [data-seq]').first().waitFor();
  await waitForLayout(stage);
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
