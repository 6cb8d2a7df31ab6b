import { OPEN_GROUP_OPTIONS } from '../support/composer-page.ts';
import { stageTest } from '../support/stage.ts';

for (const type of ['drop', 'paste'] as const) {
  stageTest(
    `a file ${type} is refused with an explanation, and the page stays open`,
    'chat',
    OPEN_GROUP_OPTIONS,
    async (t, stage) => {
      const isDefaultPrevented = await stage.page.evaluate((name) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'x.txt'));
        const eventInit = { bubbles: true, cancelable: true };
        const dropOrPasteEvent =
          name === 'drop'
            ? new DragEvent(name, { ...eventInit, dataTransfer })
            : new ClipboardEvent(name, { ...eventInit, clipboardData: dataTransfer });
        return !document.body.dispatchEvent(dropOrPasteEvent);
      }, type);
      t.ok(isDefaultPrevented);
      await stage.shows('Files cannot be sent yet.');
    },
  );
}
