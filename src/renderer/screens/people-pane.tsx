import { Phone, Search, X } from 'lucide-react';
import { type KeyboardEvent, memo, useCallback, useMemo, useRef } from 'react';
import { echoPersonId, type Person } from '../../shared/protocol.ts';
import { words } from '../../shared/words.ts';
import { Avatar } from '../components/avatar.tsx';
import { IconButton } from '../components/button.tsx';
import { useApp, useNavigation, usePhone } from '../state/app-context.tsx';
import { addressIn, peopleMatching } from '../state/selectors.ts';
import { CallProblem } from './call-problem.tsx';
import styles from './people-pane.module.css';

/** Everybody on this server; the field also takes an address that is not in the list. */
export function PeoplePane() {
  const { navigation, actions } = useApp();
  const query = useNavigation((state) => state.query);
  const selectedId = useNavigation((state) => state.personId);
  const people = usePhone((state) => state.people);
  const matches = useMemo(() => peopleMatching(people, query), [people, query]);
  const typed = addressIn(query, people);
  // A word that finds somebody is a search; anything else may be an address.
  const address = typed !== null && (typed.includes('@') || matches.length === 0) ? typed : null;
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);

  const call = useCallback(
    (id: string) => {
      navigation.setState({ calledFrom: 'pane' });
      actions.call(id);
    },
    [navigation, actions],
  );
  const setQuery = (text: string) => navigation.setState({ query: text });
  const select = (person: Person) => {
    actions.dismissEnded();
    navigation.setState({ personId: person.id, front: 'stage' });
  };
  const searchKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      rowsOf(list.current)[0]?.focus();
    } else if (event.key === 'Escape' && query !== '') {
      event.preventDefault();
      setQuery('');
    } else if (event.key === 'Enter') {
      const first = matches[0];
      if (first !== undefined && query !== '') select(first);
      else if (address !== null) call(address);
    }
  };
  const listKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const rows = rowsOf(list.current);
    const at = rows.findIndex((row) => row.parentElement?.contains(document.activeElement));
    (rows[at + step] ?? (step < 0 ? field.current : null))?.focus();
  };

  return (
    <div className={styles.pane}>
      <div className={styles.search}>
        <Search size={16} aria-hidden="true" className={styles.searchIcon} />
        <input
          ref={field}
          type="text"
          data-search
          inputMode="search"
          className={styles.field}
          data-filled={query !== '' || undefined}
          aria-label={words.people.search}
          placeholder={words.people.search}
          value={query}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={searchKey}
        />
        {query !== '' && (
          <span className={styles.clear}>
            <IconButton label={words.people.clearSearch} onClick={() => setQuery('')}>
              <X size={16} aria-hidden="true" />
            </IconButton>
          </span>
        )}
      </div>
      <div className={styles.problem}>
        <CallProblem at="pane" />
      </div>
      {address !== null && (
        <button type="button" className={styles.address} onClick={() => call(address)}>
          <Phone size={16} aria-hidden="true" />
          <span>{words.people.callAddress(address)}</span>
        </button>
      )}
      <ul ref={list} aria-label={words.people.list} className={styles.list} onKeyDown={listKey}>
        {matches.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            selected={person.id === selectedId}
            onSelect={select}
            onCall={call}
          />
        ))}
      </ul>
      {matches.length === 0 && address === null && <Nothing query={query} />}
    </div>
  );
}

const PersonRow = memo(function PersonRow({
  person,
  selected,
  onSelect,
  onCall,
}: {
  person: Person;
  selected: boolean;
  onSelect: (person: Person) => void;
  onCall: (id: string) => void;
}) {
  return (
    <li aria-label={person.name} className={styles.row} data-selected={selected || undefined}>
      <button
        type="button"
        data-row
        data-control={person.id}
        className={styles.person}
        aria-current={selected || undefined}
        onClick={() => onSelect(person)}
      >
        <span className={styles.portrait} data-presence={person.presence}>
          <Avatar id={person.id} name={person.name} size="medium" />
        </span>
        <span className={styles.text}>
          <bdi className={styles.name}>{person.name}</bdi>
          <span className={styles.presence}>
            {person.id === echoPersonId ? words.people.echoHint : words.presence[person.presence]}
          </span>
        </span>
      </button>
      <IconButton label={words.people.call(person.name)} onClick={() => onCall(person.id)}>
        <Phone size={18} aria-hidden="true" />
      </IconButton>
    </li>
  );
});

function Nothing({ query }: { query: string }) {
  const searching = query.trim() !== '';
  return (
    <div className={styles.nothing} aria-live="polite">
      <p className={styles.nothingTitle}>{searching ? words.people.noMatch(query.trim()) : words.people.emptyTitle}</p>
      <p>{searching ? words.people.noMatchAdvice : words.people.emptyAdvice}</p>
    </div>
  );
}

function rowsOf(list: HTMLUListElement | null): HTMLElement[] {
  return list === null ? [] : [...list.querySelectorAll<HTMLElement>('[data-row]')];
}
