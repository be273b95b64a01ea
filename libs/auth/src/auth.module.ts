import { createSecretKey } from 'node:crypto';
import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { MongooseModule } from '@nestjs/mongoose';
import { AppConfig } from '#lib/config';
import { WorkersModule } from '#lib/workers';
import { AccessTokens } from './access-tokens.js';
import { Credential, CredentialSchema } from './credential.schema.js';
import { Credentials } from './credentials.js';
import { Passwords } from './passwords.js';
import { ProviderTokens } from './provider-tokens.js';
import { SecretBox } from './secret-box.js';
import { Session, SessionSchema } from './session.schema.js';
import { Sessions } from './sessions.js';
import { SignInAttempt, SignInAttemptSchema } from './sign-in-attempt.schema.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { Ticket, TicketSchema } from './ticket.schema.js';
import { TwoFactor } from './two-factor.js';

/** Passwords, sessions, access tokens and two-factor codes. */
@Module({
  imports: [
    WorkersModule,
    MongooseModule.forFeature([
      { name: Credential.name, schema: CredentialSchema },
      { name: Session.name, schema: SessionSchema },
      { name: SignInAttempt.name, schema: SignInAttemptSchema },
      { name: Ticket.name, schema: TicketSchema },
    ]),
    JwtModule.registerAsync({
      inject: [AppConfig],
      useFactory: (config: AppConfig) => ({
        // As text, the library would try to read it as a public key at every request: a fifth of the time.
        secret: createSecretKey(Buffer.from(config.jwtSecret)),
        signOptions: { algorithm: 'HS256' },
        verifyOptions: { algorithms: ['HS256'] },
      }),
    }),
  ],
  providers: [AccessTokens, Credentials, Passwords, ProviderTokens, SecretBox, Sessions, SignInAttempts, TwoFactor],
  exports: [AccessTokens, Credentials, ProviderTokens, Sessions, SignInAttempts, TwoFactor],
})
export class AuthModule {}
