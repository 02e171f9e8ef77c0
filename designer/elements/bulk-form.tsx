import { Button, Popover } from '@mantine/core';
import { type ReactNode, useState } from 'react';

/** A button whose small form opens above it. */
export function BulkForm({
  word,
  icon,
  children,
}: {
  word: string;
  icon: ReactNode;
  children: (close: () => void) => ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="top-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" leftSection={icon} onClick={() => setOpened(!opened)}>
          {word}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={word}>{opened ? children(() => setOpened(false)) : null}</Popover.Dropdown>
    </Popover>
  );
}
