import { Check } from 'lucide-react';
import { useId, useState } from 'react';
import type { Person } from '../../shared/protocol.ts';
import { words } from '../../shared/words.ts';
import { peopleMatching } from '../state/selectors.ts';
import { Avatar } from './avatar.tsx';
import styles from './people-picker.module.css';
import { SearchField } from './text-field.tsx';

type PeoplePickerProps = {
  people: readonly Person[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
  /** One alone: choosing another takes the first back. */
  single?: boolean;
};

/** People to choose from, found by their names. */
export function PeoplePicker({ people, chosen, onChange, single = false }: PeoplePickerProps) {
  const [query, setQuery] = useState('');
  const group = useId();
  const found = peopleMatching(people, query);
  const toggle = (id: string) => {
    if (single) onChange([id]);
    else onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  };
  return (
    <div className={styles.picker}>
      <SearchField
        label={words.people.choose}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      {found.length === 0 && <p className={styles.nobody}>{words.people.nobodyFound}</p>}
      <ul aria-label={words.navigation.people} className={styles.list}>
        {found.map(({ id, name, presence }) => (
          <li key={id}>
            <label className={styles.person}>
              <Avatar id={id} name={name} size="small" />
              <span className={styles.text}>
                <bdi className={styles.name}>{name}</bdi>
                <span className={styles.presence}>{words.presence[presence]}</span>
              </span>
              <input
                type={single ? 'radio' : 'checkbox'}
                name={group}
                className={styles.input}
                aria-label={name}
                checked={chosen.includes(id)}
                onChange={() => toggle(id)}
              />
              <span className={styles.box} aria-hidden="true">
                <Check size={14} />
              </span>
            </label>
          </li>
        ))}
      </ul>
    </div>
  );
}
