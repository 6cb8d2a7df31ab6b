import type { ApiError } from '@kcs/chat-client';
import { chatState, GROUP_ID, message, pendingMessage, timeline } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const withPending = (changes: Parameters<typeof pendingMessage>[0]) => ({
  roomId: GROUP_ID,
  state: chatState({ pending: { [GROUP_ID]: [pendingMessage(changes)] } }),
});

const row = (stage: Stage) => stage.page.locator('.row-pending', { hasText: 'Not sent yet' });

stageTest(
  'a pending message shows its state until it is stored',
  'chat',
  withPending({}),
  async (t, stage) => {
    await row(stage).getByText('Waiting to be sent').waitFor();
    await stage.setState({ pending: { [GROUP_ID]: [pendingMessage({ state: 'sending' })] } });
    await row(stage).getByText('Sending').waitFor();
    await stage.setState({
      pending: {},
      timelines: { [GROUP_ID]: timeline([message(4, { content: 'Not sent yet' })]) },
    });
    await stage.gone(row(stage));
    t.equal(await stage.page.locator('.row', { hasText: 'Not sent yet' }).count(), 1);
  },
);

const FAILED = withPending({ state: 'failed', problem: 'You are muted.' });

stageTest('a refused message shows the reason and can be sent again', 'chat', FAILED, async (t, stage) => {
  await row(stage).getByRole('alert').getByText('Not sent. You are muted.').waitFor();
  await row(stage).getByRole('button', { name: 'Try again' }).click();
  t.strictSame(await stage.called('sendAgain'), ['pending-1']);
});

stageTest('a refused message can be discarded', 'chat', FAILED, async (t, stage) => {
  await row(stage).getByRole('button', { name: 'Discard' }).click();
  t.strictSame(await stage.called('discard'), [GROUP_ID, 'pending-1']);
});

stageTest('a message that was refused in another room is shown as a toast', 'chat', {}, async (_, stage) => {
  const item = { ...pendingMessage({ roomId: 'other' }), state: 'failed' } as const;
  await stage.emit('message-refused', { item, error: { message: 'Too long.' } as ApiError });
  await stage.shows('Not sent: “Not sent yet”. Too long.');
});
