import 'reflect-metadata';
import { createRequire } from 'node:module';
import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
const L = (n) => import(`/work/main/dist/libs/${n}/src/index.js`);
const { ConfigModule } = await L('config'); const { ObservabilityModule } = await L('observability'); const { DatabaseModule } = await L('database'); const { QueuesModule } = await L('queues'); const { DeclarationsModule, QueueToday, DeclarationReader, PlatformDay } = await L('declarations');
const { parseMoney, parseRosPercentage } = await L('money');
class M {}
Module({ imports: [ConfigModule, ObservabilityModule, DatabaseModule, QueuesModule, DeclarationsModule] })(M);
const app = await NestFactory.createApplicationContext(M, { logger: ['error','warn'] });
const q = app.get(QueueToday), r = app.get(DeclarationReader), day = app.get(PlatformDay);
const t0 = Date.now();
const soon = (s) => new Date(Date.now() + s * 1000).toISOString();
const change = { origin: { actor: { id: '65a000000000000000000000', email: 'x' } }, remember: async () => {} };
const v = await q.queue({ multiSlotEnabled: true, premiumPool: parseMoney(1000), performancePool: parseMoney('2000.000001'), slots: [{ slotNumber: 1, rate: parseRosPercentage(0.5), scheduledFor: soon(2) }, { slotNumber: 2, rate: parseRosPercentage(0.5), scheduledFor: soon(4) }] }, change);
console.log('queued in', Date.now() - t0, v.status);
let last = '';
const end = Date.now() + Number(process.env.WAIT ?? 40000);
for (;;) {
  const s = await r.status(day.today());
  const line = s.status + ' ' + s.distributionSlots.map((x) => `${x.slotNumber}:${x.status} ${x.progress.percent}% stakes ${x.processedStakes} users ${x.usersProcessed} total ${x.totalDistributed} err ${x.errors} late ${x.latenessMs} took ${x.executionTimeMs} ${x.error ?? ''}`).join(' | ');
  if (line !== last) console.log(((Date.now() - t0) / 1000).toFixed(1), line); last = line;
  if (['COMPLETED', 'FAILED'].includes(s.status) || Date.now() > end) { console.log(JSON.stringify(s.lastExecution)); break; }
  await new Promise((r) => setTimeout(r, 300));
}
await app.close();
