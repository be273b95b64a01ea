import { Module } from '@nestjs/common';
import { WorkersModule } from '#lib/workers';
import { Downloads } from './downloads.js';
import { SharedLooks } from './shared-looks.js';
import { WatcherSession } from './watcher-session.js';
import { WatcherStreams } from './watcher-streams.js';

/** Answers that go on for as long as somebody reads: streams of events, and downloads. */
@Module({
  imports: [WorkersModule],
  providers: [Downloads, SharedLooks, WatcherSession, WatcherStreams],
  exports: [Downloads, SharedLooks, WatcherStreams],
})
export class StreamsModule {}
