import styles from './avatar.module.css';

/**
 * Initials on a colour that stays the same for a person. Decoration: the name is always written beside it. `tile`: as large as
 * the tile that it is in allows.
 */
export function Avatar({ id, name, size }: { id: string; name: string; size: 'small' | 'medium' | 'large' | 'tile' }) {
  return (
    <span className={styles.avatar} data-size={size} data-hue={hueOf(id)} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

/** First letters of the first and last word; whole characters, so that an emoji or a letter with marks stays intact. */
export function initialsOf(name: string): string {
  const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const first = (word: string) => [...characters.segment(word)][0]?.segment ?? '';
  const words = name.split(/[\s._-]+/u).filter((word) => word !== '');
  const last = words.length > 1 ? words.at(-1) : undefined;
  return (first(words[0] ?? '') + first(last ?? '')).toLocaleUpperCase();
}

/** Which of the eight colours is a person's. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9_973;
  return hash % 8;
}
