import fc from 'fast-check';
import t from 'tap';
import { computeTileSize, TILE_GAP_PX } from '../../src/call/tile-size.ts';

/** Returns how many tiles of the given size fit into a row or column of the given length. */
const countFitting = (length: number, tileLength: number) =>
  Math.floor((length - TILE_GAP_PX) / (tileLength + TILE_GAP_PX));

t.test('all tiles fit into the area', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 200, max: 2_000 }),
      fc.integer({ min: 200, max: 2_000 }),
      (tileCount, width, height) => {
        const tile = computeTileSize(tileCount, { width, height });
        return countFitting(width, tile.width) * countFitting(height, tile.height) >= tileCount;
      },
    ),
  );
});

t.test('tiles are beside each other in a wide area, and below each other in a narrow one', async (t) => {
  const countColumns = (tileCount: number, width: number, height: number) =>
    Math.min(tileCount, countFitting(width, computeTileSize(tileCount, { width, height }).width));
  t.equal(countColumns(2, 1_000, 600), 2);
  t.equal(countColumns(2, 390, 640), 1);
  t.equal(countColumns(7, 1_000, 600), 3);
  t.equal(countColumns(7, 390, 640), 2);
});

t.test('no tile is shown in an area without space', async (t) => {
  t.same(computeTileSize(3, { width: 0, height: 0 }), { width: 0, height: 0 });
});
