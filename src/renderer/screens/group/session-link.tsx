import { TriangleAlert } from 'lucide-react';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { words } from '../../../shared/words.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Notice } from '../../components/notice.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { GroupActions } from '../../phone/group-actions.ts';
import type { PhoneProblem } from '../../phone/phone-state.ts';
import styles from './session-link.module.css';

type Shown = { link: string; copied: boolean; renewed: boolean } | { problem: PhoneProblem } | null;

/** The link by which anybody on the server joins without being rung: copied at once, and again; or made anew. */
export function SessionLink({
  title,
  mayRenew,
  getLink,
  onClose,
}: {
  title: string;
  /** Making older links useless is a host's. */
  mayRenew: boolean;
  getLink: (renew: boolean) => ReturnType<GroupActions['link']>;
  onClose: () => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState<Shown>(null);
  const fetchLink = useCallback(
    async (renew: boolean) => {
      const answer = await getLink(renew);
      setShown('problem' in answer ? answer : { ...answer, copied: false, renewed: renew });
    },
    [getLink],
  );
  useEffect(() => void fetchLink(false), [fetchLink]);
  const link = shown !== null && 'link' in shown ? shown.link : null;
  const copy = useCallback(() => {
    if (copyFrom(field)) setShown((now) => (now !== null && 'link' in now ? { ...now, copied: true } : now));
  }, []);
  useEffect(() => {
    if (link !== null) copy();
  }, [link, copy]);
  return (
    <Dialog
      onClose={onClose}
      title={words.group.linkTo(title)}
      description={words.group.linkHint}
      buttons={
        <>
          <Button onClick={onClose}>{words.ended.close}</Button>
          {mayRenew && <Button onClick={() => void fetchLink(true)}>{words.group.renewLink}</Button>}
          <Button look="primary" disabled={link === null} onClick={copy}>
            {words.group.copy}
          </Button>
        </>
      }
    >
      <div className={styles.link}>
        {shown !== null && 'problem' in shown ? (
          <LinkProblem problem={shown.problem} />
        ) : (
          <TextField ref={field} label={words.group.link} readOnly value={link ?? ''} />
        )}
        <p role="status" className={styles.state}>
          {link !== null && shown !== null && 'copied' in shown && linkState(shown)}
        </p>
      </div>
    </Dialog>
  );
}

function LinkProblem({ problem }: { problem: PhoneProblem }) {
  const { title, advice } = words.explain(problem);
  return (
    <Notice icon={TriangleAlert} tone="warning" title={title}>
      <p>{advice}</p>
    </Notice>
  );
}

const linkState = ({ copied, renewed }: { copied: boolean; renewed: boolean }) =>
  words.join(renewed ? words.group.linkRenewed : null, copied ? words.group.linkCopied : null);

/** Copies what a field shows. Without the clipboard's own interface, for which a page needs a permission to read it, too. */
function copyFrom(field: RefObject<HTMLInputElement | null>): boolean {
  field.current?.select();
  return field.current !== null && document.execCommand('copy');
}
