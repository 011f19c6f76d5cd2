import { TriangleAlert } from 'lucide-react';
import { words } from '../../shared/words.ts';
import { Notice } from '../components/notice.tsx';
import { useApp, useNavigation, usePhone } from '../state/app-context.tsx';

/** Why a call could not be made, at the place it was asked for. */
export function CallProblem({ at }: { at: 'pane' | 'stage' }) {
  const { actions } = useApp();
  const problem = usePhone((state) => state.callProblem);
  const calledFrom = useNavigation((state) => state.calledFrom);
  if (problem === null || calledFrom !== at) return null;
  const { title, advice } = words.explain(problem);
  return (
    <Notice icon={TriangleAlert} tone="warning" title={title} onDismiss={actions.dismissEnded}>
      <p>{advice}</p>
    </Notice>
  );
}
