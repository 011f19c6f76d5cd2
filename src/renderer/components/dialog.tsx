import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import styles from './dialog.module.css';

type DialogProps = {
  /** By Escape or by a press beside it; its own buttons close it by themselves. */
  onClose: () => void;
  title: string;
  /** What it is about, in a sentence. */
  description?: string;
  /** Asks before something is done that others will notice. */
  asks?: boolean;
  children?: ReactNode;
  buttons: ReactNode;
};

/**
 * One question over the window, there as long as it is mounted; the call goes on beneath. The browser's own dialog: the page
 * below is inert, and nothing is styled from a script, which the content security policy forbids.
 */
export function Dialog({ onClose, title, description, asks = false, children, buttons }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [titleId, descriptionId] = [useId(), useId()];
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // While it is still in the page, closing gives the focus back to where it was.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      role={asks ? 'alertdialog' : undefined}
      aria-labelledby={titleId}
      aria-describedby={description === undefined ? undefined : descriptionId}
      className={styles.dialog}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // Only what lies around the content is the dialog itself.
      onClick={(event) => event.target === event.currentTarget && onClose()}
      // The keys of the call are for the page below.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className={styles.content}>
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        {description !== undefined && (
          <p id={descriptionId} className={styles.description}>
            {description}
          </p>
        )}
        {children}
        <div className={styles.buttons}>{buttons}</div>
      </div>
    </dialog>
  );
}
