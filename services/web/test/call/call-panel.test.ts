import {
  CALL_IN_GROUP,
  createCallMessage,
  createCallsState,
  createGroupCallState,
  createOwnMedia,
  createParticipant,
  STREAM_PLACEHOLDER,
} from '../support/call-data.ts';
import { findLowContrastTexts } from '../support/find-low-contrast.ts';
import {
  ADA,
  BEN,
  CLEO,
  createChatState,
  createDirectRoom,
  createNotification,
  createNotificationList,
  createRoom,
  createRoomEntries,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getTile = (stage: Stage, name: string) => stage.page.locator('.tile', { hasText: name });
const createPeople = (count: number) =>
  Array.from({ length: count }, (_, n) => createParticipant({ id: `person-${n}`, name: `Person ${n}` }));

/** Returns a description of each tile or button that is cut off by the window or covers another tile. */
const findMisplacedElements = (stage: Stage): Promise<string[]> =>
  stage.page.evaluate(() => {
    const describe = (element: Element) => element.getAttribute('aria-label') ?? element.textContent ?? '';
    const isInWindow = ({ left, right, top, bottom }: DOMRect) =>
      left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    const elements = [...document.querySelectorAll('.tile, .call-controls button')];
    const cutOff = elements.filter((element) => !isInWindow(element.getBoundingClientRect()));
    const tileRects = [...document.querySelectorAll('.call-grid > .tile')].map((tile) =>
      tile.getBoundingClientRect(),
    );
    const overlapping = tileRects.filter((one, index) =>
      tileRects.some(
        (other, otherIndex) =>
          otherIndex > index &&
          one.left < other.right &&
          other.left < one.right &&
          one.top < other.bottom &&
          other.top < one.bottom,
      ),
    );
    const small = tileRects.filter(({ width }) => width < 100);
    return [
      ...cutOff.map((element) => `cut off: ${describe(element)}`),
      ...overlapping.map(({ left, top }) => `overlapping at ${left}, ${top}`),
      ...small.map(({ width }) => `only ${width} px wide`),
    ];
  });

for (const viewport of [
  { width: 1300, height: 800 },
  { width: 390, height: 800 },
  { width: 320, height: 568 },
]) {
  stageTest(
    `at ${viewport.width} by ${viewport.height} px, 1 to 8 participants and all buttons fit into the window`,
    'chat',
    { roomId: GROUP_ID, viewport },
    async (t, stage) => {
      await stage.openCall(createGroupCallState({ participants: [] }));
      await stage.shows('You’re the only one here.');
      t.strictSame(await findMisplacedElements(stage), [], 'alone');
      for (const otherCount of [1, 2, 4, 7]) {
        await stage.setCalls({ participants: createPeople(otherCount) });
        await getTile(stage, `Person ${otherCount - 1}`).waitFor();
        t.strictSame(await findMisplacedElements(stage), [], `${otherCount + 1} participants`);
      }
      const [sharer = createParticipant(BEN), ...viewers] = createPeople(7);
      const sharing = { isSharing: true, screen: STREAM_PLACEHOLDER };
      await stage.setCalls({ participants: [{ ...sharer, ...sharing }, ...viewers] });
      const sharedScreen = stage.page.getByRole('list', { name: 'Shared screen' }).locator('.tile');
      const screenBox = await sharedScreen.boundingBox();
      const otherBox = await getTile(stage, 'Person 1').boundingBox();
      t.ok((screenBox?.width ?? 0) > 2 * (otherBox?.width ?? 0), 'a shared screen is shown large');
      t.ok((screenBox?.width ?? 0) <= viewport.width);
    },
  );
}

stageTest(
  'a tile shows whether a participant speaks, is muted, has no camera, or loses the connection',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(
      createGroupCallState({ participants: [createParticipant(BEN), createParticipant(CLEO)] }),
    );
    const ben = getTile(stage, BEN.name);
    await ben.waitFor();
    t.equal(await ben.getByLabel('Speaking').count(), 0);
    await stage.page.evaluate((id) => {
      pageStage.calls.audioLevelById = { [id]: 0.5 };
    }, `part_${BEN.id}`);
    await ben.getByLabel('Speaking').waitFor();
    t.equal(await getTile(stage, CLEO.name).getByLabel('Speaking').count(), 0);
    await stage.setCalls({
      participants: [
        createParticipant(BEN, { isMuted: true, isCameraOff: true, connection: 'reconnecting' }),
      ],
    });
    await ben.getByLabel('Muted').waitFor();
    await ben.getByLabel('Camera off').waitFor();
    await ben.getByText('Reconnecting…').waitFor();
    t.equal(await ben.getByLabel('Speaking').count(), 0, 'a muted person does not speak');
  },
);

stageTest(
  'the user’s own picture is small and mirrored, and a shared screen is not mirrored',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    const media = createOwnMedia({ cameraStream: STREAM_PLACEHOLDER, audioStream: STREAM_PLACEHOLDER });
    await stage.openCall(
      createGroupCallState({ participants: [createParticipant(BEN, { camera: STREAM_PLACEHOLDER })], media }),
    );
    const ownTile = getTile(stage, 'You');
    await ownTile.getByLabel('Speaking').waitFor();
    const readTransform = () =>
      ownTile.locator('video').evaluate((video) => getComputedStyle(video).transform);
    t.match(await readTransform(), /^matrix\(-1/);
    const ownBox = await ownTile.boundingBox();
    const otherBox = await getTile(stage, BEN.name).boundingBox();
    t.ok((ownBox?.width ?? 0) < (otherBox?.width ?? 0) / 2);
    await stage.setCalls({ media: { ...media, screenStream: STREAM_PLACEHOLDER } });
    await ownTile.getByLabel('Sharing the screen').waitFor();
    t.equal(await readTransform(), 'none');
    await stage.button('Stop sharing the screen').click();
    await stage.called('calls.stopSharing');
  },
);

stageTest(
  'all controls work with the keyboard, and M and V only while no field has the focus',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(createGroupCallState());
    const main = stage.page.getByRole('main', { name: 'Call' });
    await stage.focused(main);
    await stage.press('m');
    t.strictSame(await stage.called('calls.setMuted'), [true]);
    await stage.press('v');
    t.strictSame(await stage.called('calls.setCamera'), [false]);
    const expectedNames = [
      'Show the conversation',
      'Mute',
      'Turn camera off',
      'Share the screen',
      'Show call messages',
      'Devices and shortcuts',
      'Leave',
      'End for everyone',
    ];
    for (const name of expectedNames) {
      await stage.press('Tab');
      await stage.focused(main.getByRole('button', { name, exact: true }));
    }
    await stage.button('Share the screen').press('Enter');
    await stage.called('calls.shareScreen');
    await stage.button('Show call messages').press('Enter');
    const field = stage.page.getByLabel('Message to everyone in the call');
    await stage.focused(field);
    await stage.press('m');
    await stage.press('v');
    t.equal(await field.inputValue(), 'mv');
    await stage.press('Control+m');
    t.equal((await stage.callsTo('calls.setMuted')).length, 1);
    t.equal((await stage.callsTo('calls.setCamera')).length, 1);
    await stage.button('Devices and shortcuts').click();
    await stage.page.getByRole('dialog').getByText('Press M to mute or unmute').waitFor();
    await stage.press('v');
    t.equal((await stage.callsTo('calls.setCamera')).length, 1);
  },
);

stageTest(
  'a phone that cannot share the screen has no such button',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(createGroupCallState({ media: createOwnMedia({ canShareScreen: false }) }));
    await stage.button('Leave').waitFor();
    t.equal(await stage.button('Share the screen').count(), 0);
  },
);

stageTest(
  'the button of the call messages counts unread ones, and a message that was not sent stays in the field',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(createGroupCallState());
    await stage.setCalls({
      messages: [createCallMessage(1), createCallMessage(2), createCallMessage(3, { isOwn: true })],
    });
    await stage.button('Show call messages, 2 unread').click();
    const panel = stage.page.getByRole('complementary', { name: 'Call messages' });
    await panel.getByText('Call message 2').waitFor();
    await stage.answer('calls.sendChat', { error: { code: 'UNREACHABLE', message: 'Offline.' } });
    const field = panel.getByLabel('Message to everyone in the call');
    await field.fill('Hello');
    await stage.press('Enter');
    t.strictSame(await stage.called('calls.sendChat'), ['Hello']);
    await stage.page.getByRole('alert').getByText('Offline.').waitFor();
    t.equal(await field.inputValue(), 'Hello');
    await stage.answer('calls.sendChat', { value: undefined });
    await stage.press('Enter');
    await stage.page.waitForFunction(() => document.querySelector('input')?.value === '');
    await field.fill('Thanks');
    await panel.getByRole('button', { name: 'Send' }).click();
    await stage.focused(field);
    await stage.press('Escape');
    await stage.gone(panel);
    await stage.button('Show call messages').waitFor();
  },
);

stageTest(
  'screen readers announce who joins and leaves the call',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    await stage.openCall(createGroupCallState());
    await getTile(stage, BEN.name).waitFor();
    await stage.setCalls({ participants: [createParticipant(BEN), createParticipant(CLEO)] });
    await stage.page
      .getByRole('status')
      .getByText('Cleo Park joined the call.')
      .waitFor({ state: 'attached' });
    await stage.setCalls({ participants: [createParticipant(CLEO)] });
    await stage.page.getByRole('status').getByText('Ben Okri left the call.').waitFor({ state: 'attached' });
  },
);

stageTest(
  'in another room, a bar shows the running call, returns to it, and leaves it',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({ rooms: createRoomEntries(createRoom(), createDirectRoom()) }),
  },
  async (t, stage) => {
    await stage.openCall(createGroupCallState());
    const call = stage.page.getByRole('main', { name: 'Call' });
    const bar = stage.page.getByRole('region', { name: 'Current call' });
    await call.waitFor();
    t.equal(await stage.page.locator('.timeline').count(), 0, 'covered messages do not count as seen');
    await stage.page.getByRole('link', { name: 'Ben Okri' }).click();
    await bar.getByText('Class 7b').waitFor();
    await bar.getByText('2 in the call').waitFor();
    const microphoneButton = bar.getByRole('button', { name: 'Mute' });
    // cspell:disable-next-line
    t.equal(await microphoneButton.getAttribute('aria-keyshortcuts'), null, 'M works only in the call');
    t.equal((await stage.callsTo('calls.leave')).length, 0);
    await stage.setCalls({ messages: [createCallMessage(1)] });
    await bar.getByText('1 unread').waitFor();
    await bar.getByRole('button', { name: 'Return' }).click();
    await call.waitFor();
    await stage.button('Show the conversation').click();
    await stage.page.locator('.timeline').waitFor();
    await stage.button('Return to call, 2 in the call').click();
    await call.waitFor();
    await stage.page.goBack();
    await bar.getByRole('button', { name: 'Leave' }).click();
    t.strictSame((await stage.callsTo('calls.leave')).length, 1);
  },
);

stageTest(
  'a mention that the user opens during the call of its room is shown in place of the call',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      notifications: createNotificationList([
        createNotification(59, {
          ...{ type: 'mention', title: 'Ben mentioned you' },
          data: { roomId: GROUP_ID, messageId: 'message-2', messageSeq: 2 },
        }),
      ]),
    }),
  },
  async (_, stage) => {
    await stage.openCall(createGroupCallState());
    await stage.page.getByRole('main', { name: 'Call' }).waitFor();
    await stage.button('Notifications, 1 unread').click();
    await stage.page.getByRole('link', { name: /Ben mentioned you/ }).click();
    await stage.page.locator('[data-seq="2"]').waitFor();
    await stage.page.getByRole('region', { name: 'Current call' }).waitFor();
  },
);

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
  'during the call, notes say that the connection is lost and that a device cannot be used',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    await stage.openCall(createGroupCallState());
    const notes = stage.page.locator('.call-notes');
    await stage.setCalls({ phase: 'reconnecting' });
    await notes.getByText('Your connection to the server is lost.').waitFor();
    const { camera } = createOwnMedia();
    await stage.setCalls({
      phase: 'in-call',
      media: createOwnMedia({ camera: { ...camera, isOn: false, problem: 'in-use' } }),
    });
    await notes.getByText('Another program is using your camera.').waitFor();
    await notes.getByRole('button', { name: 'Dismiss' }).click();
    await stage.gone(notes.locator('.call-note'));
  },
);

for (const colorScheme of ['light', 'dark'] as const) {
  stageTest(
    `in the ${colorScheme} theme, every text in a call has enough contrast with its background`,
    'chat',
    { roomId: GROUP_ID, context: { colorScheme } },
    async (t, stage) => {
      await stage.openCall(
        createGroupCallState({
          phase: 'reconnecting',
          participants: [createParticipant(BEN), createParticipant(CLEO, { connection: 'connecting' })],
          messages: [createCallMessage(1), createCallMessage(2, { isOwn: true })],
        }),
      );
      await stage.button('Show call messages, 1 unread').click();
      await stage.page.getByText('Call message 2').waitFor();
      t.strictSame(await stage.page.evaluate(findLowContrastTexts), []);
      await stage.button('Show the conversation').click();
      await stage.page.getByRole('region', { name: 'Current call' }).waitFor();
      t.strictSame(await stage.page.evaluate(findLowContrastTexts), [], 'the bar');
      const { microphone, camera } = createOwnMedia();
      await stage.setCalls({
        phase: 'preview',
        media: createOwnMedia({
          microphone: { ...microphone, isOn: false, problem: 'denied' },
          camera: { ...camera, isOn: false, problem: 'denied' },
        }),
      });
      await stage.page.getByRole('dialog').getByText('Allow the camera').waitFor();
      t.strictSame(await stage.page.evaluate(findLowContrastTexts), [], 'the preview and the banner');
    },
  );
}
