import { CALL_IN_GROUP, createCallsState, createGroupCallState } from '../support/call-data.ts';
import { ADA, createRoom, createRoomEntries, GROUP_ID } from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'the starter, owners, and admins can end the call for everyone after a confirmation',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(createGroupCallState());
    await stage.button('End for everyone').click();
    const dialog = stage.page.getByRole('dialog', { name: 'End the call for everyone?' });
    t.equal((await stage.callsTo('calls.endForAll')).length, 0);
    await dialog.getByRole('button', { name: 'End the call' }).click();
    await stage.called('calls.endForAll');
    await stage.setState({ rooms: createRoomEntries(createRoom({ my_role: 'member' })) });
    await stage.gone(stage.button('End for everyone'));
    await stage.setCalls({ meeting: { ...CALL_IN_GROUP, created_by: ADA.id } });
    await stage.button('End for everyone').waitFor();
  },
);

stageTest(
  'a notice says why the call has ended, and offers what to do',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    await stage.openCall(createGroupCallState());
    await stage.setCalls({ phase: 'ended', end: { reason: 'ended', error: null } });
    const notice = stage.page.getByRole('region', { name: 'The call has ended' });
    await notice.getByRole('alert').getByText('The call in “Class 7b” was ended for everyone.').waitFor();
    await notice.getByRole('button', { name: 'Start a new call' }).click();
    await stage.page.waitForFunction(
      () => pageStage.chat.calls.filter(({ method }) => method === 'calls.openPreview').length === 2,
    );
    await stage.setCalls({
      end: { reason: 'refused', error: { code: 'MEETING_FULL', message: '' } as never },
    });
    await notice
      .getByText('The call in “Class 7b” is full. Wait until somebody leaves, then try again.')
      .waitFor();
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await stage.called('calls.dismiss');
    await stage.setCalls(createCallsState());
    await stage.gone(notice);
  },
);

stageTest(
  'the notice about a removal disappears when the user is added to the room again',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    await stage.openCall(createGroupCallState());
    await stage.setCalls({ phase: 'ended', end: { reason: 'removed', error: null } });
    const notice = stage.page.getByRole('region', { name: 'The call has ended' });
    await stage.setState({ rooms: {} });
    await notice.getByText('Ask one of its admins to add you again').waitFor();
    await stage.setState({ rooms: createRoomEntries(createRoom()) });
    await stage.called('calls.dismiss');
  },
);
