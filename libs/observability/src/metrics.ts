import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The process's Prometheus metrics, one registry. Money is in USDT. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly slotsFinished = this.counter('ddr_slots_finished_total', 'Slots that ended, by status', ['status']);
  readonly reversalsFinished = this.counter('ddr_reversals_finished_total', 'Reversals that ended, by outcome', [
    'outcome',
  ]);
  readonly slotsByStatus = this.gauge('ddr_slots', 'Slots of the last and the next 31 days, by status', ['status']);
  readonly slotLateness = this.histogram(
    'ddr_slot_lateness_seconds',
    'Start of a slot behind its instant',
    [0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 600, 3_600],
  );
  readonly slotDuration = this.histogram(
    'ddr_slot_duration_seconds',
    'From the start of a slot to its end',
    [0.1, 0.5, 1, 5, 15, 60, 300, 1_800],
  );
  readonly stakesPaid = this.counter('ddr_stakes_paid_total', 'Stakes that were paid ROS');
  readonly moneyPaid = this.counter('ddr_money_paid_usdt_total', 'Money paid, by type of ledger entry', ['type']);
  readonly payoutsReversed = this.counter('ddr_payouts_reversed_total', 'Payouts that were taken back');
  readonly moneyReversed = this.counter('ddr_money_reversed_usdt_total', 'Money taken back, by type of the entry', [
    'type',
  ]);
  readonly recordsFailed = this.counter('ddr_records_failed_total', 'Records that could not be paid, by reason', [
    'reason',
  ]);
  readonly chunkDuration = this.histogram(
    'ddr_chunk_duration_seconds',
    'One chunk transaction',
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
  );
  readonly chunkFailures = this.counter('ddr_chunk_failures_total', 'Attempts to pay a chunk that failed');
  readonly keeperRepairs = this.counter('ddr_keeper_repairs_total', 'What the keeper mended, by kind', ['kind']);
  readonly keeperSweeps = this.counter('ddr_keeper_sweeps_total', 'Sweeps of the keeper, by outcome', ['outcome']);
  readonly canaryRoundTrip = this.histogram(
    'ddr_canary_round_trip_seconds',
    'A job through the real queue and back',
    [0.005, 0.025, 0.1, 0.5, 1, 5, 30],
  );
  readonly canaryLost = this.counter('ddr_canaries_lost_total', 'Canary jobs that never came back');
  readonly enqueueFailures = this.counter('ddr_enqueue_failures_total', 'Slots that Redis did not take at once');
  readonly overdueSlots = this.gauge(
    'ddr_overdue_slots',
    'Slots whose time has passed and which nobody runs, nor one before them that gets on',
  );
  readonly owedSlots = this.stateGauge(
    'ddr_owed_slots',
    'Slots of the last 30 days that FAILED or left records unpaid, until retried or acknowledged; at most 200',
  );
  readonly nextSlot = this.stateGauge('ddr_next_slot_timestamp_seconds', 'When the next slot is due; absent: none is');
  readonly workersAlive = this.stateGauge('ddr_workers_alive', 'Workers with a heartbeat in the last 30 s');
  readonly executionPaused = this.stateGauge('ddr_execution_paused', '1: an admin has paused the execution');
  readonly executionEnabled = this.stateGauge(
    'ddr_execution_enabled',
    '0: the environment of this API switches it off',
  );
  readonly dependencyUp = this.gauge('ddr_dependency_up', '1: mongodb, redis, or a live worker is there', [
    'dependency',
  ]);
  readonly openAlerts = this.gauge('ddr_alerts_open', 'Alerts neither acknowledged nor resolved, by rule', ['rule']);
  readonly alertsRaised = this.counter('ddr_alerts_total', 'Alerts raised, by rule', ['rule']);
  readonly proofHead = this.gauge('ddr_proof_head_info', 'The newest link of the chain of proofs, as labels', [
    'seq',
    'hash',
  ]);
  readonly webhookFailures = this.counter('ddr_alert_webhook_failures_total', 'Alert deliveries that failed');
  readonly errors = this.counter('ddr_errors_total', 'Failures by where they happened', ['where']);
  readonly httpRequests = this.histogram(
    'ddr_http_request_seconds',
    'HTTP requests',
    [0.005, 0.025, 0.1, 0.25, 1, 5, 30],
    ['method', 'route', 'status'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param head of the chain of proofs; one at a time is told */
  tellProofHead({ seq, hash }: { readonly seq: number; readonly hash: string }): void {
    this.proofHead.reset();
    this.proofHead.set({ seq: String(seq), hash }, 1);
  }

  private counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** What only some processes know: absent, not 0, where nobody sets it. */
  private stateGauge(name: string, help: string): Gauge {
    const gauge = this.gauge(name, help);
    gauge.remove();
    return gauge;
  }

  private histogram(name: string, help: string, buckets: number[], labelNames: string[] = []): Histogram {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }
}
