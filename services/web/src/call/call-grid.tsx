import { useRef } from 'react';
import { ParticipantTile, type TileContent } from './participant-tile.tsx';
import { computeTileSize } from './tile-size.ts';
import { useElementSize } from './use-element-size.ts';
import './call-grid.css';

/** A tile with an id that no other tile in the call has. */
export interface GridTile extends TileContent {
  readonly tileId: string;
}

interface CallGridProps {
  /** The other participants in the order in which they joined. */
  readonly others: readonly GridTile[];
  readonly own: GridTile;
}

/**
 * Shows the participants of a call. The tiles of the others are as large as the space allows, and the user's own tile is
 * small. While someone shares a screen, the screen takes most of the space, and the others are in a row beside it.
 */
export function CallGrid({ others, own }: CallGridProps) {
  const sharer = others.find(({ isSharing }) => isSharing);
  const tilesInRow = sharer ? others.filter((tile) => tile !== sharer) : [];
  return (
    <div className="call-people">
      {sharer ? (
        <ul className="call-screen" aria-label="Shared screen">
          <ParticipantTile content={sharer} />
        </ul>
      ) : (
        <TileGrid tiles={others} />
      )}
      <ul className="call-side" aria-label={sharer ? 'Other participants' : 'You'}>
        {tilesInRow.map((tile) => (
          <ParticipantTile key={tile.tileId} content={tile} />
        ))}
        <ParticipantTile content={own} own />
      </ul>
    </div>
  );
}

function TileGrid({ tiles }: { readonly tiles: readonly GridTile[] }) {
  const gridRef = useRef<HTMLUListElement>(null);
  const tileSize = computeTileSize(tiles.length, useElementSize(gridRef));
  return (
    <ul ref={gridRef} className="call-grid" aria-label="Participants">
      {tiles.map((tile) => (
        <ParticipantTile key={tile.tileId} content={tile} style={tileSize} />
      ))}
      {tiles.length === 0 ? (
        <li className="call-alone muted">
          <span>You’re the only one here. Others can join from the conversation.</span>
        </li>
      ) : null}
    </ul>
  );
}
