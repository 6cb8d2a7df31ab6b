import { AudioLines, MicOff, MonitorUp, VideoOff } from 'lucide-react';
import type { CSSProperties } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { StreamVideo } from './stream-video.tsx';
import './participant-tile.css';

/** What a tile shows of a participant. */
export interface TileContent {
  readonly userId: string;
  readonly name: string;
  readonly isMuted: boolean;
  readonly isCameraOff: boolean;
  readonly isSharing: boolean;
  readonly isSpeaking: boolean;
  /** The text to show while the connection is being established or restored, such as "Reconnecting…"; null otherwise. */
  readonly connectionText: string | null;
  /** The picture of the camera or of the shared screen. Null if there is no picture. */
  readonly video: MediaStream | null;
}

interface ParticipantTileProps {
  readonly content: TileContent;
  readonly style?: CSSProperties;
  /** Whether the tile belongs to the user. */
  readonly own?: boolean;
}

/** Shows a participant of a call: picture or avatar, name, and the state of the microphone, camera, and connection. */
export function ParticipantTile({ content, style, own = false }: ParticipantTileProps) {
  const { userId, name, isSharing, isSpeaking, connectionText, video } = content;
  const classNames = [
    'tile',
    isSpeaking ? 'tile-speaking' : '',
    own ? 'tile-own' : '',
    isSharing ? 'tile-sharing' : '',
  ];
  return (
    <li className={classNames.join(' ')} style={style}>
      {video === null ? (
        <Avatar id={userId} name={name} />
      ) : (
        <StreamVideo stream={video} mirrored={own && !isSharing} whole={isSharing} />
      )}
      {connectionText === null ? null : (
        <p className="tile-connecting">
          <Spinner />
          <span>{connectionText}</span>
        </p>
      )}
      <p className="tile-label">
        <span className="tile-name">{own ? <span>You</span> : <PersonName name={name} />}</span>
        <TileMarks content={content} />
      </p>
    </li>
  );
}

function TileMarks({ content }: { readonly content: TileContent }) {
  const { isMuted, isCameraOff, isSharing, isSpeaking } = content;
  return (
    <>
      {isSpeaking ? <AudioLines role="img" aria-label="Speaking" /> : null}
      {isMuted ? <MicOff role="img" aria-label="Muted" /> : null}
      {isSharing ? <MonitorUp role="img" aria-label="Sharing the screen" /> : null}
      {isCameraOff && !isSharing ? <VideoOff role="img" aria-label="Camera off" /> : null}
    </>
  );
}
