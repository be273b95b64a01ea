import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { Metrics } from '#lib/observability';

const FOLDER = 'docs/monitoring';
const exported = new Metrics().registry.getMetricsAsArray();

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly action: string };
}

interface Dashboard {
  readonly panels: readonly { readonly type: string; readonly targets?: readonly { readonly expr: string }[] }[];
}

const { groups } = load(read('alerts.yml')) as { groups: readonly { readonly rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('dashboard.json')) as Dashboard;

describe('what is given for monitoring', () => {
  it.each([
    ['alert rules', rules.map(({ expr }) => expr)],
    ['tests of the rules', [...read('alerts.test.yml').matchAll(/series: '?([^'\s]+)/g)].map(([, name = '']) => name)],
    ['dashboard', dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))],
  ])('names only metrics and labels that are exported: %s', (_what, expressions) => {
    expect(expressions.length).toBeGreaterThan(10);
    expect(expressions.flatMap(unknownIn)).toEqual([]);
  });

  it('is red for what nobody exports', () => {
    expect(unknownIn('max(ddr_workers_alive) == 0')).toEqual([]);
    expect(unknownIn('max(ddr_workers) + ddr_overdue_slots_bucket')).toHaveLength(2);
    expect(unknownIn('ddr_alerts_open{reason="x"}')).toEqual(['ddr_alerts_open has no label reason']);
    expect(unknownIn('sum by (place) (ddr_errors_total)')).toEqual(['ddr_errors_total has no label place']);
  });

  it('says of every alert what is wrong and what to do, and tests when it fires', () => {
    for (const { alert, annotations } of rules) {
      expect([alert, annotations.summary !== '', annotations.action !== '']).toEqual([alert, true, true]);
    }
    const { tests } = load(read('alerts.test.yml')) as {
      tests: readonly { alert_rule_test: readonly { alertname: string; exp_alerts?: unknown }[] }[];
    };
    const looks = tests.flatMap(({ alert_rule_test: of }) => of);
    const seen = (fires: boolean): string[] =>
      rules
        .map(({ alert }) => alert)
        .filter((name) => looks.some((look) => look.alertname === name && (look.exp_alerts !== undefined) === fires));
    expect(seen(true)).toEqual(rules.map(({ alert }) => alert));
    expect(seen(false)).toEqual(rules.map(({ alert }) => alert));
  });

  it('holds before promtool, where there is one', () => {
    const { error, status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', `${FOLDER}/alerts.test.yml`], {
      encoding: 'utf8',
    });
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return;
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

/** Names of metrics in an expression that no process exports, and labels that they do not have. */
function unknownIn(expression: string): string[] {
  const names = [...expression.matchAll(/\b(?:ddr|nodejs|process)_\w+/g)].map(([name]) => name);
  const labels = [
    ...[...expression.matchAll(/\bby \(([^)]+)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/)),
    ...[...expression.matchAll(/[{,]\s*(\w+)\s*(?:=~|!=|!~|=)/g)].map(([, name = '']) => name),
  ].filter((label) => !OF_PROMETHEUS.includes(label));
  return names.flatMap((name) => {
    const metric = exported.find((one) => namesOf(one).includes(name));
    if (metric === undefined) return [`${name} is not exported`];
    const { labelNames } = metric as unknown as { labelNames: readonly string[] };
    return labels.filter((label) => !labelNames.includes(label)).map((label) => `${name} has no label ${label}`);
  });
}

/** What Prometheus adds to every series, and the bound of a bucket. */
const OF_PROMETHEUS = ['job', 'instance', 'le'];

function namesOf(metric: { readonly name: string }): string[] {
  const { name } = metric;
  return metric.constructor.name === 'Histogram' ? ['bucket', 'sum', 'count'].map((end) => `${name}_${end}`) : [name];
}

function read(file: string): string {
  return readFileSync(`${FOLDER}/${file}`, 'utf8');
}
