import { words } from '../../shared/words.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Asks before something that others will notice is done. */
export function Confirm({
  title,
  description,
  action,
  onConfirm,
  onClose,
}: {
  title: string;
  description: string;
  /** What the button that does it is called. */
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog
      asks
      onClose={onClose}
      title={title}
      description={description}
      buttons={
        <>
          <Button onClick={onClose}>{words.controls.cancel}</Button>
          <Button
            look="danger"
            onClick={() => {
              onConfirm();
              onClose();
            }}
          >
            {action}
          </Button>
        </>
      }
    />
  );
}
