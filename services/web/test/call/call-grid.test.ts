import {
  createGroupCallState,
  createOwnMedia,
  createParticipant,
  STREAM_PLACEHOLDER,
} from '../support/call-data.ts';
import { BEN, CLEO, GROUP_ID } from '../support/sample-data.ts';
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
