import { useEffect, useRef } from 'react';
import './stream-video.css';

interface StreamVideoProps {
  readonly stream: MediaStream;
  /** Whether to mirror the picture. People expect to see their own picture as in a mirror. */
  readonly mirrored?: boolean;
  /** Whether to show the whole picture. Otherwise, the picture fills the element, and its edges may be cut off. */
  readonly whole?: boolean;
}

/** Shows the picture of a media stream without its sound. */
export function StreamVideo({ stream, mirrored = false, whole = false }: StreamVideoProps) {
  const videoRef = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = videoRef.current;
    if (video === null) return;
    video.srcObject = stream;
    return () => {
      video.srcObject = null;
    };
  }, [stream]);
  const classNames = [
    'stream-video',
    mirrored ? 'stream-video-mirrored' : '',
    whole ? 'stream-video-whole' : '',
  ];
  return <video ref={videoRef} className={classNames.join(' ')} autoPlay playsInline muted />;
}
