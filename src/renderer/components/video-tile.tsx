import { useEffect, useRef } from 'react';
import { useApp } from '../state/app-context.tsx';
import styles from './video-tile.module.css';

/** A live picture. Nothing is decoded or painted for a hidden window. Sound is not its business. */
export function VideoTile({
  stream,
  label,
  own = false,
  whole = false,
}: {
  stream: MediaStream;
  label: string;
  own?: boolean;
  /** All of the picture is shown, whatever the shape of its place: of a screen nothing may be cut. */
  whole?: boolean;
}) {
  const { visibility } = useApp();
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    const follow = () => {
      element.srcObject = visibility.visible() ? stream : null;
    };
    const unsubscribe = visibility.subscribe(follow);
    follow();
    return () => {
      unsubscribe();
      element.srcObject = null;
    };
  }, [stream, visibility]);

  return (
    <video
      ref={video}
      aria-label={label}
      autoPlay
      playsInline
      muted
      className={styles.video}
      data-own={own || undefined}
      data-whole={whole || undefined}
    />
  );
}
