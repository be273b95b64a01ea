import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { AuthController } from './auth.controller.js';
import { SignIn } from './sign-in.js';

@Module({ imports: [AccountsModule, AuditModule, AuthModule], controllers: [AuthController], providers: [SignIn] })
export class SignInModule {}
