import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { usdt } from '../shared/amounts.js';
import { Section } from '../shared/page.jsx';
import type { ReportRow } from './read-report.js';

const HEIGHT = 220;

/** Paid per day, by part where that is told. */
export function ReportCharts({ rows }: { rows: readonly ReportRow[] }) {
  const byPart = rows.some(({ ros }) => ros !== null);
  const data = rows.map(({ date, paid, ros, pools }) => ({ date, Paid: paid, ROS: ros ?? 0, Pools: pools ?? 0 }));
  const series = byPart
    ? [
        { name: 'ROS', color: 'blue.6' },
        { name: 'Pools', color: 'teal.6' },
      ]
    : [{ name: 'Paid', color: 'blue.6' }];
  return (
    <Section title="Paid per day">
      <BarChart
        h={HEIGHT}
        data={data}
        dataKey="date"
        type="stacked"
        series={series}
        valueFormatter={usdt}
        yAxisProps={{ width: 110 }}
        withLegend={byPart}
        barProps={{ isAnimationActive: false }}
      />
    </Section>
  );
}
