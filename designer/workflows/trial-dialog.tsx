import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  Modal,
  NativeSelect,
  NumberInput,
  SegmentedControl,
  Stack,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { defaultsOf } from '../records/default-values.ts';
import { listFields } from '../records/list-columns.ts';
import { RecordFields } from '../records/record-fields.tsx';
import { RecordSelect } from '../records/record-select.tsx';
import { useFields } from '../records/use-fields.ts';
import { useRecordForm } from '../records/use-record-form.ts';
import type { PlannedEvent, Trial } from './trial.ts';
import './workflows.css';

const eventTypes = ['email.opened', 'email.clicked', 'email.bounced', 'sms.replied', 'page.viewed', 'form.submitted'];

/** What a sample record begins with: a person that messages can reach. */
const sampleValues = {
  firstName: 'Olga',
  lastName: 'Petrova',
  email: 'olga.petrova@example.test',
  phone: '+12025550121',
  source: 'web',
  timezone: 'Europe/Warsaw',
};

function EventRows({
  events,
  onChange,
}: {
  events: readonly PlannedEvent[];
  onChange: (events: readonly PlannedEvent[]) => void;
}) {
  const { t } = useTranslation();
  const change = (key: number, part: Partial<PlannedEvent>) =>
    onChange(events.map((event) => (event.key === key ? { ...event, ...part } : event)));
  return (
    <div className="event-rows">
      {events.map((event) => (
        <div className="event-row" key={event.key}>
          <Autocomplete
            label={t('trial.event')}
            data={eventTypes}
            value={event.type}
            onChange={(type) => change(event.key, { type })}
          />
          <NumberInput
            label={t('trial.after')}
            min={0}
            max={3650}
            value={Number(event.amount)}
            onChange={(amount) => change(event.key, { amount: String(amount) })}
          />
          <NativeSelect
            label={t('trial.unit')}
            value={event.unit}
            data={[
              { value: 'hours', label: t('trial.hours') },
              { value: 'days', label: t('trial.days') },
            ]}
            onChange={({ currentTarget }) =>
              change(event.key, { unit: currentTarget.value === 'hours' ? 'hours' : 'days' })
            }
          />
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('trial.removeEvent')}
            onClick={() => onChange(events.filter(({ key }) => key !== event.key))}
          >
            <IconX size={16} stroke={1.5} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            onChange([
              ...events,
              { key: (events.at(-1)?.key ?? 0) + 1, type: 'email.opened', amount: '1', unit: 'days' },
            ])
          }
        >
          {t('trial.addEvent')}
        </Button>
      </div>
    </div>
  );
}

type TrialDialogProps = {
  readonly subject: RecordTypeKey;
  readonly title: string;
  readonly help: ReactNode;
  readonly action: string;
  readonly busy: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onStart: (trial: Trial) => void;
};

/** Asks on whom to try a workflow, and what happens meanwhile. */
export function TrialDialog({ subject, title, help, action, busy, opened, onClose, onStart }: TrialDialogProps) {
  const { t } = useTranslation();
  const [mode, setMode] = useState<'record' | 'sample'>('record');
  const [recordId, setRecordId] = useState('');
  const [events, setEvents] = useState<readonly PlannedEvent[]>([]);
  const fields = useFields(subject);
  const own = {
    ...defaultsOf(fields),
    ...Object.fromEntries(Object.entries(sampleValues).filter(([key]) => fields.some((field) => field.key === key))),
  };
  const form = useRecordForm(fields, own);
  const keys = [
    ...new Set([...recordTypes[subject].titleFields, ...Object.keys(sampleValues), ...listFields[subject]]),
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onStart({ mode, recordId, sample: { ...own, ...form.changes() }, events });
  };
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <p className="soft" style={{ margin: 0 }}>
            {help}
          </p>
          <SegmentedControl
            aria-label={t('trial.on')}
            value={mode}
            onChange={(value) => setMode(value === 'sample' ? 'sample' : 'record')}
            data={[
              { value: 'record', label: t('trial.record') },
              { value: 'sample', label: t('trial.sample') },
            ]}
          />
          {mode === 'record' ? (
            <RecordSelect type={subject} label={t('trial.record')} value={recordId} onChange={setRecordId} />
          ) : (
            <RecordFields form={form} keys={keys} />
          )}
          <EventRows events={events} onChange={setEvents} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={mode === 'record' && recordId === ''}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
