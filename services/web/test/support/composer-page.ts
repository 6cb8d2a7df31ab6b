import { createChatState, createMessage, createTimeline, GROUP_ID, SENT_BY_ADA } from './sample-data.ts';
import type { Stage } from './stage.ts';
import { getMessageRow } from './timeline-page.ts';

export const getMessageField = (stage: Stage) => stage.page.getByLabel('Message', { exact: true });

export const QUOTE_OF_MESSAGE_3 = { id: 'message-3', sender_name: 'Ben Okri', excerpt: 'Message 3' };
export const MESSAGE_FROM_ADA = createMessage(4, { ...SENT_BY_ADA, content: 'Mine' });
export const OPEN_GROUP_OPTIONS = {
  roomId: GROUP_ID,
  state: createChatState({ timelines: { [GROUP_ID]: createTimeline([createMessage(3), MESSAGE_FROM_ADA]) } }),
};

/** Clicks an action of the message with exactly this text. */
export async function clickMessageAction(stage: Stage, text: string, action: string): Promise<void> {
  const messageRow = getMessageRow(stage, text);
  await messageRow.hover();
  await messageRow.getByRole('button', { name: action, exact: true }).click();
}

/** Starts an edit of the user's own message, and waits until the message field contains the message's text. */
export async function startEditOfOwnMessage(stage: Stage): Promise<void> {
  await clickMessageAction(stage, 'Mine', 'Edit');
  await stage.page.waitForFunction(() => document.querySelector('textarea')?.value === 'Mine');
}
