import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { usdt, writeAmount } from '../shared/amounts.js';
import { Section } from '../shared/page.jsx';
import type { ReportDay } from '../api/contract.js';

const HEIGHT = 220;

const SERIES = [
  { name: 'ROS', color: 'blue.6' },
  { name: 'Pools', color: 'teal.6' },
];

/** Paid per day, by part. */
export function ReportCharts({ days }: { days: readonly ReportDay[] }) {
  const data = days.map(({ date, ros, premiumPool, performancePool }) => ({
    date,
    ROS: ros,
    Pools: premiumPool + performancePool,
  }));
  return (
    <Section title="Paid per day, in USDT">
      <BarChart
        h={HEIGHT}
        data={data}
        dataKey="date"
        type="stacked"
        series={SERIES}
        valueFormatter={usdt}
        yAxisProps={{ width: 110, tickFormatter: onAxis }}
        withLegend
        barProps={{ isAnimationActive: false }}
      />
    </Section>
  );
}

/** The unit stands in the title: beside the number it would break the line. */
function onAxis(amount: number): string {
  const { whole, fraction } = writeAmount(amount);
  return whole + fraction;
}
