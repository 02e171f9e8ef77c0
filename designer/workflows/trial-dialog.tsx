import {
  ActionIcon,
  Autocomplete,
  Button,
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
import { DialogFoot } from '../elements/dialog-foot.tsx';
import { defaultsOf } from '../records/default-values.ts';
import { listFields } from '../records/list-columns.ts';
import { RecordFields } from '../records/record-fields.tsx';
import { RecordSelect } from '../records/record-select.tsx';
import { useFields } from '../records/use-fields.ts';
import { useRecordForm } from '../records/use-record-form.ts';
import type { PlannedEvent, Trial } from './trial.ts';
import { UnsavedNote } from './unsaved-note.tsx';
import './trial-dialog.css';

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

type EventRowProps = {
  readonly event: PlannedEvent;
  readonly onChange: (part: Partial<PlannedEvent>) => void;
  readonly onRemove: () => void;
};

function EventRow({ event, onChange, onRemove }: EventRowProps) {
  const { t } = useTranslation();
  return (
    <div className="event-row">
      <Autocomplete
        label={t('trial.event')}
        data={eventTypes}
        value={event.type}
        onChange={(type) => onChange({ type })}
      />
      <NumberInput
        label={t('trial.after')}
        min={0}
        max={3650}
        value={Number(event.amount)}
        onChange={(amount) => onChange({ amount: String(amount) })}
      />
      <NativeSelect
        label={t('trial.unit')}
        value={event.unit}
        data={[
          { value: 'hours', label: t('trial.hours') },
          { value: 'days', label: t('trial.days') },
        ]}
        onChange={({ currentTarget }) => onChange({ unit: currentTarget.value === 'hours' ? 'hours' : 'days' })}
      />
      <ActionIcon variant="default" size={36} aria-label={t('trial.removeEvent')} onClick={onRemove}>
        <IconX size={16} stroke={1.5} />
      </ActionIcon>
    </div>
  );
}

type EventRowsProps = {
  readonly events: readonly PlannedEvent[];
  readonly onChange: (events: readonly PlannedEvent[]) => void;
};

/** What happens while it is tried. */
function EventRows({ events, onChange }: EventRowsProps) {
  const { t } = useTranslation();
  const change = (key: number, part: Partial<PlannedEvent>) =>
    onChange(events.map((event) => (event.key === key ? { ...event, ...part } : event)));
  const add = () => {
    const key = (events.at(-1)?.key ?? 0) + 1;
    onChange([...events, { key, type: 'email.opened', amount: '1', unit: 'days' }]);
  };
  return (
    <div className="event-rows">
      {events.map((event) => (
        <EventRow
          key={event.key}
          event={event}
          onChange={(part) => change(event.key, part)}
          onRemove={() => onChange(events.filter(({ key }) => key !== event.key))}
        />
      ))}
      <div>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
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
  /** The draft was changed, and not saved: what is tried is the saved one. */
  readonly unsaved: boolean;
  readonly onClose: () => void;
  readonly onStart: (trial: Trial) => void;
};

/** A made-up record of the type, and the form that changes it. */
function useSample(subject: RecordTypeKey) {
  const fields = useFields(subject);
  const own = {
    ...defaultsOf(fields),
    ...Object.fromEntries(Object.entries(sampleValues).filter(([key]) => fields.some((field) => field.key === key))),
  };
  const form = useRecordForm(fields, own);
  const keys = [...recordTypes[subject].titleFields, ...Object.keys(sampleValues), ...listFields[subject]];
  return { form, keys: [...new Set(keys)], value: () => ({ ...own, ...form.changes() }) };
}

/** A record that is there, or a made-up one. */
function ModeChoice({ mode, onChange }: { mode: Trial['mode']; onChange: (mode: Trial['mode']) => void }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t('trial.on')}
      value={mode}
      onChange={(value) => onChange(value === 'sample' ? 'sample' : 'record')}
      data={[
        { value: 'record', label: t('trial.record') },
        { value: 'sample', label: t('trial.sample') },
      ]}
    />
  );
}

/** Asks on whom to try a workflow, and what happens meanwhile. */
export function TrialDialog(props: TrialDialogProps) {
  const { subject, title, help, action, busy, opened, unsaved, onClose, onStart } = props;
  const { t } = useTranslation();
  const [mode, setMode] = useState<Trial['mode']>('record');
  const [recordId, setRecordId] = useState('');
  const [events, setEvents] = useState<readonly PlannedEvent[]>([]);
  const sample = useSample(subject);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onStart({ mode, recordId, sample: sample.value(), events });
  };
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <p className="soft" style={{ margin: 0 }}>
            {help}
          </p>
          {unsaved ? <UnsavedNote /> : null}
          <ModeChoice mode={mode} onChange={setMode} />
          {mode === 'record' ? (
            <RecordSelect type={subject} label={t('trial.record')} value={recordId} onChange={setRecordId} />
          ) : (
            <RecordFields form={sample.form} keys={sample.keys} />
          )}
          <EventRows events={events} onChange={setEvents} />
          <DialogFoot onClose={onClose}>
            <Button type="submit" loading={busy} disabled={mode === 'record' && recordId === ''}>
              {action}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Modal>
  );
}
