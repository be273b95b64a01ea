import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { InjectQueue } from '@nestjs/bullmq';
import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { RequestHandler } from 'express';
import { AuthModule } from '#lib/auth';
import { QUEUES } from '#lib/queues';
import { SignInModule } from '../auth/sign-in.module.js';
import { BoardAccess } from './board-access.js';
import { BOARD_PATH } from './board-page.js';
import { BoardSession } from './board-session.js';

/** Bull Board at /admin/queues, to look and not to touch. */
@Module({ imports: [AuthModule, SignInModule], providers: [BoardSession] })
export class BoardModule implements NestModule {
  constructor(
    @InjectQueue(QUEUES.slots) private readonly slots: Queue,
    @InjectQueue(QUEUES.chunks) private readonly chunks: Queue,
  ) {}

  configure(consumer: MiddlewareConsumer): void {
    const adapter = new ExpressAdapter().setBasePath(BOARD_PATH);
    createBullBoard({
      queues: [this.slots, this.chunks].map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
      serverAdapter: adapter,
      options: {
        uiConfig: {
          boardTitle: 'Daily declaration returns',
          miscLinks: [{ text: 'Sign out', url: `${BOARD_PATH}/sign-out` }],
        },
      },
    });
    consumer.apply(BoardAccess, withoutForeignHosts, adapter.getRouter() as RequestHandler).forRoutes(BOARD_PATH);
  }
}

/** Elements of the board's page that make a browser ask another host. */
const FOREIGN_LINK = /<link\b[^>]*\bhref="https?:[^>]*>\s*/g;

/** The board's page loads its fonts from another host, which learns by that who operates this system; it does without. */
const withoutForeignHosts: RequestHandler = (_request, response, next) => {
  const send = response.send.bind(response);
  response.send = (body: unknown) => send(typeof body === 'string' ? body.replaceAll(FOREIGN_LINK, '') : body);
  next();
};
