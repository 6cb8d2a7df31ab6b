import type { ApiError } from '@kcs/chat-client';
import {
  createChatState,
  createMessage,
  createPendingMessage,
  createTimeline,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const createOptionsWithPendingMessage = (changes: Parameters<typeof createPendingMessage>[0]) => ({
  roomId: GROUP_ID,
  state: createChatState({ pending: { [GROUP_ID]: [createPendingMessage(changes)] } }),
});

const getPendingRow = (stage: Stage) => stage.page.locator('.row-pending', { hasText: 'Not sent yet' });

stageTest(
  'a pending message shows its delivery state until the server stores it',
  'chat',
  createOptionsWithPendingMessage({}),
  async (t, stage) => {
    await getPendingRow(stage).getByText('Waiting to be sent').waitFor();
    await stage.setState({ pending: { [GROUP_ID]: [createPendingMessage({ state: 'sending' })] } });
    await getPendingRow(stage).getByText('Sending').waitFor();
    await stage.setState({
      pending: {},
      timelines: { [GROUP_ID]: createTimeline([createMessage(4, { content: 'Not sent yet' })]) },
    });
    await stage.gone(getPendingRow(stage));
    t.equal(await stage.page.locator('.row', { hasText: 'Not sent yet' }).count(), 1);
  },
);

const OPTIONS_WITH_FAILED_MESSAGE = createOptionsWithPendingMessage({
  state: 'failed',
  problem: 'You are muted.',
});

stageTest(
  'a refused message shows the reason, and the user can send it again',
  'chat',
  OPTIONS_WITH_FAILED_MESSAGE,
  async (t, stage) => {
    await getPendingRow(stage).getByRole('alert').getByText('Not sent. You are muted.').waitFor();
    await getPendingRow(stage).getByRole('button', { name: 'Try again' }).click();
    t.strictSame(await stage.called('sendAgain'), ['pending-1']);
  },
);

stageTest('the user can discard a refused message', 'chat', OPTIONS_WITH_FAILED_MESSAGE, async (t, stage) => {
  await getPendingRow(stage).getByRole('button', { name: 'Discard' }).click();
  t.strictSame(await stage.called('discard'), [GROUP_ID, 'pending-1']);
});

stageTest('a toast says that a message in another room was refused', 'chat', {}, async (_, stage) => {
  const failedOutboxItem = { ...createPendingMessage({ roomId: 'other' }), state: 'failed' } as const;
  await stage.emit('message-refused', {
    item: failedOutboxItem,
    error: { message: 'Too long.' } as ApiError,
  });
  await stage.shows('Not sent: “Not sent yet”. Too long.');
});

stageTest(
  'discarding a message moves the focus to the main part of the page',
  'chat',
  createOptionsWithPendingMessage({}),
  async (_, stage) => {
    await getPendingRow(stage).getByRole('button', { name: 'Discard' }).focus();
    await stage.press('Enter');
    await stage.called('discard');
    await stage.setState({ pending: {} });
    await stage.focused(stage.page.getByRole('main'));
  },
);

stageTest(
  'editing a pending message moves the focus to the message field',
  'chat',
  createOptionsWithPendingMessage({}),
  async (_, stage) => {
    await getPendingRow(stage).getByRole('button', { name: 'Edit' }).click();
    await stage.focused(stage.page.getByLabel('Message', { exact: true }));
  },
);
