import {
  ActionIcon,
  Button,
  Grid,
  Group,
  NumberInput,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Stack,
  Switch,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiFailure } from '#lib/client';
import { api, dataOf } from '../api/api.js';
import type { Day, PlanBody, Preview } from '../api/contract.js';
import { useDay, useSettings, useToday } from '../api/queries.js';
import { amountInWords } from '../shared/amount-words.js';
import { counted, percent, usdt } from '../shared/amounts.js';
import { ConfirmDialog, codeOf, keyOf, type Confirmation } from '../shared/confirm-dialog.jsx';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { dateAfter } from '../shared/instants.js';
import { Empty, Page, Section } from '../shared/page.jsx';
import { TimeField } from '../shared/time-field.jsx';
import { PreviewTable } from './preview-table.jsx';
import { planBody, rosOf, spreadSlots, type TypedPlan, type TypedSlot } from './slot-plan.js';

const TYPING_MS = 300;
const MOST_SLOTS = 100;

/** A day of slots, with what it would pay beside it; what is confirmed is what was seen. */
export function PlanPage() {
  const today = useToday();
  const { date } = useSearch({ from: '/plan' });
  if (today === null) return <Page title="Plan a day">{null}</Page>;
  return <PlanOf key={date ?? today} today={today} date={date ?? today} />;
}

/** Begins with what is declared for the day, if anything is. */
function PlanOf({ today, date }: { today: string; date: string }) {
  const day = useDay(date);
  if (day.data === undefined)
    return (
      <Page title="Plan a day">
        <FailureNotice error={day.error} />
      </Page>
    );
  const isQueued = day.data.distributionSlots.some(({ status }) => status !== 'CANCELLED');
  return <PlanForm today={today} date={date} declared={isQueued ? null : day.data.values} />;
}

function PlanForm({ today, date, declared }: { today: string; date: string; declared: Day['values'] }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const settings = useSettings().data;
  const [plan, setPlan] = useState<TypedPlan>({
    date,
    kind: 'slots',
    ros: textOf(declared?.rosPercentage),
    premium: textOf(declared?.premiumPoolAmount),
    performance: textOf(declared?.performancePoolAmount),
    poolsBySlot: false,
    description: declared?.description ?? '',
    time: '',
    slots: [],
  });
  const change = (part: Partial<TypedPlan>): void => setPlan((before) => ({ ...before, ...part }));
  const [typed] = useDebouncedValue(plan, TYPING_MS);
  const body = planBody(typed, useFirstFreeSlot(typed.date));
  const first = useFirstFreeSlot(plan.date);
  const preview = usePreview(typed.date, body);
  const [confirming, setConfirming] = useState<{ body: PlanBody; preview: Preview } | null>(null);
  const isFresh = typed === plan && !preview.isPlaceholderData && !preview.isFetching && preview.error === null;
  const canConfirm = body !== null && preview.data !== undefined && isFresh;

  const done = (): void => {
    for (const key of ['day', 'days', 'waiting']) void queries.invalidateQueries({ queryKey: [key] });
    notifications.show({ message: `${plan.date} is queued.`, color: 'green' });
    void navigate(plan.date === today ? { to: '/' } : { to: '/days/$date', params: { date: plan.date } });
  };

  return (
    <Page title="Plan a day">
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack>
            <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'end' }}>
              <DateInput
                label="Date"
                value={plan.date}
                minDate={today}
                maxDate={dateAfter(today, settings?.limits.daysAhead ?? 30)}
                valueFormat="YYYY-MM-DD"
                onChange={(value) => {
                  if (value !== null) change({ date: value });
                }}
              />
              <SegmentedControl
                aria-label="How it is paid"
                value={plan.kind}
                data={[
                  { value: 'slots', label: 'Slots' },
                  { value: 'single', label: 'One distribution' },
                ]}
                onChange={(kind) => change({ kind })}
              />
            </SimpleGrid>
            {plan.kind === 'single' ? (
              <Single plan={plan} change={change} zone={settings?.timeZone.name ?? 'UTC'} />
            ) : (
              <Slots plan={plan} change={change} first={first} whole={textOf(declared?.rosPercentage) || '1'} />
            )}
            {plan.kind === 'slots' && plan.poolsBySlot ? null : <Pools plan={plan} change={change} />}
            <TextInput
              label="Description"
              value={plan.description}
              onChange={(event) => change({ description: event.currentTarget.value })}
            />
            <Button
              size="md"
              disabled={!canConfirm}
              onClick={() => {
                if (body !== null && preview.data !== undefined) setConfirming({ body, preview: preview.data });
              }}
            >
              Confirm …
            </Button>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Section title="What it would pay">
            {body === null ? (
              <Empty>Fill in the slots: what each would pay now stands here, as you type.</Empty>
            ) : (
              <>
                <FailureNotice error={preview.error} />
                {preview.isLoading ? <Skeleton height={120} aria-label="working it out" /> : null}
                {preview.data === undefined || preview.error !== null ? null : (
                  <div className={isFresh ? undefined : 'stale'} aria-busy={!isFresh} data-fresh={isFresh}>
                    <PreviewTable preview={preview.data} />
                    <Usual today={today} total={preview.data.total} />
                  </div>
                )}
              </>
            )}
          </Section>
        </Grid.Col>
      </Grid>
      {confirming === null ? null : (
        <ConfirmPlan
          date={plan.date}
          body={confirming.body}
          preview={confirming.preview}
          onChanged={(seen) => {
            queries.setQueryData(['preview', plan.date, JSON.stringify(confirming.body)], seen);
            setConfirming({ ...confirming, preview: seen });
          }}
          onDone={done}
          onClose={() => setConfirming(null)}
        />
      )}
    </Page>
  );
}

function textOf(value: number | undefined): string {
  return value === undefined || value === 0 ? '' : String(value);
}

/** The number of the first slot that is added to a day: the next to the highest that it has given away. */
function useFirstFreeSlot(date: string): number {
  const slots = useDay(date).data?.distributionSlots ?? [];
  return Math.max(0, ...slots.map(({ slotNumber }) => slotNumber ?? 0)) + 1;
}

/** What a plan would pay now; the one before is broken off when another is typed. */
function usePreview(date: string, body: PlanBody | null) {
  return useQuery({
    queryKey: ['preview', date, JSON.stringify(body)],
    enabled: body !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      dataOf(
        api.POST('/api/v1/admin/daily-declaration-returns/{date}/preview', {
          params: { path: { date } },
          body: body ?? {},
          signal,
        }),
      ),
  });
}

interface PartProps {
  readonly plan: TypedPlan;
  readonly change: (part: Partial<TypedPlan>) => void;
}

function Single({ plan, change, zone }: PartProps & { zone: string }) {
  return (
    <Group grow>
      <Decimal label="ROS in percent" value={plan.ros} onChange={(ros) => change({ ros })} />
      <TimeField
        label={`Time (${zone})`}
        description="Left out: the usual time"
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        value={plan.time}
        onChange={(time) => change({ time })}
      />
    </Group>
  );
}

function Pools({ plan, change }: PartProps) {
  return (
    <Group grow align="end">
      <Decimal label="Premium pool in USDT" value={plan.premium} onChange={(premium) => change({ premium })} />
      <Decimal
        label="Performance pool in USDT"
        value={plan.performance}
        onChange={(performance) => change({ performance })}
      />
    </Group>
  );
}

function Slots({ plan, change, first, whole }: PartProps & { first: number; whole: string }) {
  const set = (id: number, part: Partial<TypedSlot>): void =>
    change({ slots: plan.slots.map((slot) => (slot.id === id ? { ...slot, ...part } : slot)) });
  const add = (): void => {
    const id = Math.max(-1, ...plan.slots.map((slot) => slot.id)) + 1;
    change({ slots: [...plan.slots, { id, time: '', ros: '', premium: '', performance: '' }] });
  };
  return (
    <Stack gap="xs">
      <Spread whole={whole} onSpread={(slots) => change({ slots })} />
      <DataTable
        label="Slots of the plan"
        horizontalSpacing={4}
        columns={[
          'Slot',
          'Time',
          'ROS %',
          ...(plan.poolsBySlot ? ['Premium', 'Performance'] : []),
          { hidden: 'Remove' },
        ]}
      >
        {plan.slots.map((slot, index) => (
          <Table.Tr key={slot.id}>
            <Table.Td>{first + index}</Table.Td>
            <Table.Td>
              <TimeField
                aria-label={`Time of slot ${first + index}`}
                value={slot.time}
                onChange={(time) => set(slot.id, { time })}
              />
            </Table.Td>
            <Table.Td>
              <Decimal
                aria-label={`ROS of slot ${first + index}`}
                value={slot.ros}
                onChange={(ros) => set(slot.id, { ros })}
              />
            </Table.Td>
            {plan.poolsBySlot ? (
              <>
                <Table.Td>
                  <Decimal
                    aria-label={`Premium pool of slot ${first + index}`}
                    value={slot.premium}
                    onChange={(premium) => set(slot.id, { premium })}
                  />
                </Table.Td>
                <Table.Td>
                  <Decimal
                    aria-label={`Performance pool of slot ${first + index}`}
                    value={slot.performance}
                    onChange={(performance) => set(slot.id, { performance })}
                  />
                </Table.Td>
              </>
            ) : null}
            <Table.Td>
              <ActionIcon
                variant="default"
                aria-label={`Remove slot ${first + index}`}
                onClick={() => change({ slots: plan.slots.filter(({ id }) => id !== slot.id) })}
              >
                ×
              </ActionIcon>
            </Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
      <Group justify="space-between">
        <Button variant="default" size="compact-md" disabled={plan.slots.length >= MOST_SLOTS} onClick={add}>
          Add a slot
        </Button>
        <Text size="sm" className="number">
          Together {percent(rosOf(plan.slots))}
        </Text>
      </Group>
      <Switch
        label="Pools by slot"
        description={plan.poolsBySlot ? undefined : 'Now all of them are paid with the last slot'}
        checked={plan.poolsBySlot}
        onChange={(event) => change({ poolsBySlot: event.currentTarget.checked })}
      />
    </Stack>
  );
}

/** N slots from one time to another that add up to a whole. */
function Spread({ whole, onSpread }: { whole: string; onSpread: (slots: TypedSlot[]) => void }) {
  const [count, setCount] = useState<string | number>(4);
  const [from, setFrom] = useState('09:00');
  const [to, setTo] = useState('18:00');
  const [total, setTotal] = useState(whole);
  const number = Number(count);
  const isRight = Number.isInteger(number) && number >= 1 && number <= MOST_SLOTS && Number(total) > 0 && from <= to;
  return (
    <Group gap={6} align="end">
      <NumberInput label="Slots" w={64} min={1} max={MOST_SLOTS} hideControls value={count} onChange={setCount} />
      <TimeField label="from" w={72} value={from} onChange={setFrom} />
      <TimeField label="to" w={72} value={to} onChange={setTo} />
      <Decimal label="together %" w={88} value={total} onChange={setTotal} />
      <Button variant="default" disabled={!isRight} onClick={() => onSpread(spreadSlots(number, from, to, total))}>
        Fill in
      </Button>
    </Group>
  );
}

interface DecimalProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label?: string;
  readonly w?: number;
  readonly 'aria-label'?: string;
}

/** A number that stays the text that was typed: no double stands between. */
function Decimal({ value, onChange, ...rest }: DecimalProps) {
  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(',', '.').replace(/[^\d.]/g, ''))}
    />
  );
}

/** How it compares with what was paid on the last seven days. */
function Usual({ today, total }: { today: string; total: number }) {
  const from = dateAfter(today, -7);
  const to = dateAfter(today, -1);
  const { data } = useQuery({
    queryKey: ['days', from, to],
    queryFn: () => dataOf(api.GET('/api/v1/admin/days', { params: { query: { from, to } } })),
  });
  const paid = data?.days.map((day) => day.paid).filter((amount) => amount > 0) ?? [];
  if (paid.length === 0) return null;
  const mean = Math.round(paid.reduce((one, other) => one + other) / paid.length);
  return (
    <Text size="sm" mt="xs">
      {counted(paid.length, 'day')} of the last seven paid {usdt(Math.min(...paid))} to {usdt(Math.max(...paid))}; this
      day is {percent(Math.round((100 * total) / Math.max(mean, 1)))} of their mean.
    </Text>
  );
}

interface ConfirmPlanProps {
  readonly date: string;
  readonly body: PlanBody;
  readonly preview: Preview;
  /** What would be paid is no longer what was shown. */
  readonly onChanged: (preview: Preview) => void;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** The sum in words and figures, then the code; the answer is bound to what was seen. */
function ConfirmPlan({ date, body, preview, onChanged, onDone, onClose }: ConfirmPlanProps) {
  const run = async (confirmation: Confirmation): Promise<unknown> => {
    try {
      return await dataOf(
        api.POST('/api/v1/admin/daily-declaration-returns/{date}/queue', {
          params: { path: { date }, header: keyOf(confirmation) },
          body: { ...body, manifest: preview.manifest, ...codeOf(confirmation) },
        }),
      );
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 'PREVIEW_CHANGED') onChanged(error.data as Preview);
      throw error;
    }
  };
  const slots = preview.distributionSlots;
  const stakes = Math.max(0, ...slots.map(({ ros }) => ros.stakes));
  return (
    <ConfirmDialog title={`Queue ${date}`} confirmLabel="Queue the day" run={run} onDone={onDone} onClose={onClose}>
      <Stack gap="xs">
        <Text fw={700} size="xl" data-total={preview.total}>
          {usdt(preview.total)}
        </Text>
        <Text size="sm" fs="italic">
          {amountInWords(preview.total)}
        </Text>
        <Text size="sm">
          {counted(slots.length, 'slot')} pay {percent(preview.values.rosPercentage)} to up to{' '}
          {counted(stakes, 'stake')}, a premium pool of {usdt(preview.values.premiumPoolAmount)} and a performance pool
          of {usdt(preview.values.performancePoolAmount)}: {usdt(preview.total)} together, as things stand.
        </Text>
        {preview.warnings.map((warning) => (
          <Text key={warning} size="sm" c="var(--mantine-color-error)">
            {warning}
          </Text>
        ))}
        <Text size="xs" c="dimmed">
          If what would be paid changes before you confirm, nothing is queued and you see what has changed.
        </Text>
      </Stack>
    </ConfirmDialog>
  );
}
