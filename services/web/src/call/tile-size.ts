/** The width of a participant's tile divided by its height. */
const TILE_ASPECT_RATIO = 4 / 3;
/** The space between two tiles, and between the tiles and the edge of the grid. The style sheet has the same value. */
export const TILE_GAP_PX = 8;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Returns the largest size at which `tileCount` tiles fit into an area. All sizes are in pixels. */
export function computeTileSize(tileCount: number, area: Size): Size {
  let largestWidth = 0;
  for (let columnCount = 1; columnCount <= tileCount; columnCount += 1) {
    const rowCount = Math.ceil(tileCount / columnCount);
    const widthByColumns = (area.width - TILE_GAP_PX * (columnCount + 1)) / columnCount;
    const heightByRows = (area.height - TILE_GAP_PX * (rowCount + 1)) / rowCount;
    largestWidth = Math.max(largestWidth, Math.min(widthByColumns, heightByRows * TILE_ASPECT_RATIO));
  }
  const width = Math.floor(largestWidth);
  return { width, height: Math.floor(width / TILE_ASPECT_RATIO) };
}
