import { useMemo, useState } from 'react';
import { echoPersonId } from '../../../shared/protocol.ts';
import { words } from '../../../shared/words.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { PeoplePicker } from '../../components/people-picker.tsx';
import { usePhone } from '../../state/app-context.tsx';

/** Whom to ring into a call. `here`: addresses of those who are in it. */
export function AddPeople({
  here,
  onAdd,
  onClose,
}: {
  here: readonly string[];
  onAdd: (personIds: readonly string[]) => void;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const others = useOthers(here);
  return (
    <Dialog
      onClose={onClose}
      title={words.group.addPeople}
      buttons={
        <>
          <Button onClick={onClose}>{words.controls.cancel}</Button>
          <Button
            look="primary"
            disabled={chosen.length === 0}
            onClick={() => {
              onAdd(chosen);
              onClose();
            }}
          >
            {words.group.ring(chosen.length)}
          </Button>
        </>
      }
    >
      <PeoplePicker people={others} chosen={chosen} onChange={setChosen} />
    </Dialog>
  );
}

/** Everybody who could come: neither oneself, nor the voice that repeats, nor who is here. */
export function useOthers(here: readonly string[]) {
  const people = usePhone((state) => state.people);
  const me = usePhone((state) => state.me?.id);
  return useMemo(
    () => people.filter(({ id }) => id !== me && id !== echoPersonId && !here.includes(id)),
    [people, me, here],
  );
}
