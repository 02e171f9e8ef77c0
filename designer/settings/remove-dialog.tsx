import { remove } from '../api/client.ts';
import { usePeopleChange } from '../api/use-people.ts';
import { Confirm } from '../elements/confirm.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';

type RemoveDialogProps = {
  /** The address of what is removed. */
  readonly path: string;
  readonly title: string;
  readonly help: string;
  readonly action: string;
  /** Says that it was done. */
  readonly done: string;
  readonly onClose: () => void;
};

/** Asks once, then removes for good. */
export function RemoveDialog({ path, title, help, action, done, onClose }: RemoveDialogProps) {
  const removing = usePeopleChange(() => remove(path));
  const confirm = () =>
    removing.mutate(undefined, { onSuccess: () => tellDone(done), onError: tellProblem, onSettled: onClose });
  return (
    <Confirm
      opened
      danger
      title={title}
      action={action}
      busy={removing.isPending}
      onClose={onClose}
      onConfirm={confirm}
    >
      {help}
    </Confirm>
  );
}
