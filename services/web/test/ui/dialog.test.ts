import { type Stage, stageTest } from '../support/stage.ts';

const getDialog = (stage: Stage) => stage.page.getByRole('dialog', { name: 'Sure?' });

async function openDialog(stage: Stage): Promise<void> {
  await stage.button('Open').click();
  await getDialog(stage).waitFor();
}

stageTest(
  'a confirmation dialog focuses its Cancel button, traps the focus, and restores the focus when it closes',
  'dialog',
  {},
  async (t, stage) => {
    await openDialog(stage);
    await stage.focused(stage.button('Cancel'));
    for (let presses = 0; presses < 4; presses += 1) {
      await stage.press('Tab');
      const isFocusInDialogOrOnBody = () =>
        stage.page.evaluate(
          () =>
            document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
        );
      t.ok(await isFocusInDialogOrOnBody(), 'nothing behind the dialog gets the focus');
    }
    await stage.button('Cancel').click();
    await stage.gone(getDialog(stage));
    await stage.focused(stage.button('Open'));
  },
);

stageTest(
  'Escape closes a dialog and returns the focus to the button that opened it',
  'dialog',
  {},
  async (t, stage) => {
    await openDialog(stage);
    await stage.press('Escape');
    await stage.gone(getDialog(stage));
    await stage.focused(stage.button('Open'));
    t.strictSame(await stage.callsTo('onConfirm'), []);
  },
);

stageTest(
  'the close button closes a dialog and returns the focus to the button that opened it',
  'dialog',
  {},
  async (_, stage) => {
    await openDialog(stage);
    await stage.button('Close').click();
    await stage.gone(getDialog(stage));
    await stage.focused(stage.button('Open'));
  },
);

stageTest(
  'confirming a dialog runs its action once and closes the dialog',
  'dialog',
  {},
  async (t, stage) => {
    await openDialog(stage);
    await stage.button('Do it').click();
    await stage.gone(getDialog(stage));
    t.equal((await stage.callsTo('onConfirm')).length, 1);
    await stage.focused(stage.button('Open'));
  },
);

stageTest('a dialog is modal, so the page behind it is inert', 'dialog', {}, async (t, stage) => {
  await openDialog(stage);
  t.ok(await getDialog(stage).evaluate((element) => element.matches(':modal')));
});
