import { ActionIcon, Button, Checkbox, NativeSelect } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ActionProps, CombinatorSelectorProps, NotToggleProps, ShiftActionsProps } from 'react-querybuilder';
import { useBuilder } from './builder-context.ts';

export function AddRow({ handleOnClick }: ActionProps) {
  const { t } = useTranslation();
  return useBuilder().disabled ? null : (
    <Button size="compact-sm" variant="default" onClick={(event) => handleOnClick(event)}>
      {t('builder.addRule')}
    </Button>
  );
}

export function AddGroup({ handleOnClick }: ActionProps) {
  const { t } = useTranslation();
  return useBuilder().disabled ? null : (
    <Button size="compact-sm" variant="default" onClick={(event) => handleOnClick(event)}>
      {t('builder.addGroup')}
    </Button>
  );
}

export function RemovePart({ handleOnClick, ruleOrGroup }: ActionProps) {
  const { t } = useTranslation();
  const isGroup = 'rules' in ruleOrGroup;
  const label = isGroup ? t('builder.removeGroup') : t('builder.removeRule');
  return useBuilder().disabled ? null : (
    <ActionIcon size="md" variant="subtle" color="gray" aria-label={label} onClick={(event) => handleOnClick(event)}>
      <IconX size={15} />
    </ActionIcon>
  );
}

/** Up and down, over the borders of groups too. */
export function MovePart({ shiftUp, shiftDown, shiftUpDisabled, shiftDownDisabled }: ShiftActionsProps) {
  const { t } = useTranslation();
  if (useBuilder().disabled) return null;
  return (
    <ActionIcon.Group>
      <ActionIcon
        size="md"
        variant="subtle"
        color="gray"
        aria-label={t('builder.moveUp')}
        disabled={shiftUpDisabled === true}
        onClick={(event) => shiftUp(event)}
      >
        <IconArrowUp size={15} />
      </ActionIcon>
      <ActionIcon
        size="md"
        variant="subtle"
        color="gray"
        aria-label={t('builder.moveDown')}
        disabled={shiftDownDisabled === true}
        onClick={(event) => shiftDown(event)}
      >
        <IconArrowDown size={15} />
      </ActionIcon>
    </ActionIcon.Group>
  );
}

/** Whether the group holds when it does not. */
export function DenyGroup({ checked, handleOnChange }: NotToggleProps) {
  const { t } = useTranslation();
  const { disabled } = useBuilder();
  return (
    <Checkbox
      className="builder-not"
      label={t('builder.not')}
      checked={checked === true}
      disabled={disabled}
      onChange={(event) => handleOnChange(event.currentTarget.checked)}
    />
  );
}

/** Whether all lines of a group are to be true, or one. */
export function JoinBy({ value, handleOnChange }: CombinatorSelectorProps) {
  const { t } = useTranslation();
  const { disabled } = useBuilder();
  return (
    <NativeSelect
      aria-label={t('builder.combinator')}
      size="xs"
      disabled={disabled}
      value={value ?? 'and'}
      data={[
        { value: 'and', label: t('builder.allOf') },
        { value: 'or', label: t('builder.anyOf') },
      ]}
      onChange={(event) => handleOnChange(event.currentTarget.value)}
    />
  );
}
