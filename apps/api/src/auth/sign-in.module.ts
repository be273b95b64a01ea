import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { WorkersModule } from '#lib/workers';
import { AdminAccess } from './admin-access.js';
import { AdminAccessController } from './admin-access.controller.js';
import { AuthController } from './auth.controller.js';
import { SignIn } from './sign-in.js';

@Module({
  imports: [AccountsModule, AuditModule, AuthModule, WorkersModule],
  controllers: [AuthController, AdminAccessController],
  providers: [AdminAccess, SignIn],
  exports: [SignIn],
})
export class SignInModule {}
