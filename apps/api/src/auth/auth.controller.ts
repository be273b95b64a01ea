import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InjectConnection } from '@nestjs/mongoose';
import type { Request, Response } from 'express';
import type { Connection } from 'mongoose';
import type { Account } from '#lib/accounts';
import { Audit, type Origin } from '#lib/audit';
import { Sessions, TICKET_SECONDS, TwoFactor } from '#lib/auth';
import { AppConfig } from '#lib/config';
import { runInTransaction } from '#lib/database';
import { answer, done, type Answer } from '../http/answer.js';
import { ApiBodyErrors, ApiEnvelope, ApiErrors, ApiPublicErrors } from '../http/api-docs.js';
import { KnownSessions } from '../http/known-sessions.js';
import { NoFields } from '../http/no-fields.js';
import { Public } from '../http/public.decorator.js';
import { assertSameSite } from '../http/same-site.js';
import { From, InSession, SignedIn, type CallingSession } from '../http/signed-in.decorator.js';
import {
  EnableTwoFABody,
  LoginBody,
  LoginDto,
  MeDto,
  TicketDto,
  TwoFASetupDto,
  TwoFAStateDto,
  toLoginDto,
  toMeDto,
} from './auth.dto.js';
import { dropRefreshToken, keepRefreshToken, refreshTokenOf } from './refresh-cookie.js';
import { SignIn, type SignedInAccount } from './sign-in.js';

const SIGNED_OUT = 'Signed out';
const SIGNED_OUT_EVERYWHERE = 'Signed out everywhere';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly known: KnownSessions,
    private readonly twoFactor: TwoFactor,
    private readonly audit: Audit,
    private readonly config: AppConfig,
  ) {}

  @Public()
  @Post('login')
  @ApiOperation({ summary: 'Sign in; needs no 2FA code, because every change asks for one' })
  @ApiEnvelope(LoginDto)
  @ApiBodyErrors()
  @ApiPublicErrors(401, 429, 503)
  async login(
    @Body() { email, password }: LoginBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<LoginDto>> {
    return this.begin(request, response, await this.signIn.withPassword(email, password));
  }

  @Public()
  @Post('refresh')
  @ApiOperation({
    summary: 'Go on with a session: a new access token for the refresh token in the cookie',
    description: 'A refresh token works once, and the answer sets the next. An old one ends the session.',
  })
  @ApiBody({ type: NoFields, required: false })
  @ApiEnvelope(LoginDto)
  @ApiBodyErrors()
  @ApiPublicErrors(401, 403, 429, 503)
  async refresh(
    @Body() _nothing: NoFields,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<LoginDto>> {
    assertSameSite(request, this.config.corsOrigins);
    return this.begin(request, response, await this.signIn.withRefreshToken(refreshTokenOf(request)));
  }

  @Get('me')
  @ApiOperation({ summary: 'Who is signed in, what the account may do, and when the session ends' })
  @ApiEnvelope(MeDto)
  @ApiErrors(401, 429, 503)
  me(@InSession() { claims, session }: CallingSession): Answer<MeDto> {
    return answer(toMeDto(session, claims));
  }

  @Post('ticket')
  @ApiOperation({ summary: 'A ticket that opens one event stream or one download without a header, within 60 s' })
  @ApiBody({ type: NoFields, required: false })
  @ApiEnvelope(TicketDto)
  @ApiBodyErrors()
  @ApiErrors(401, 429, 503)
  async ticket(@Body() _nothing: NoFields, @InSession() { claims }: CallingSession): Promise<Answer<TicketDto>> {
    return answer({ ticket: await this.sessions.issueTicket(claims), expiresIn: TICKET_SECONDS });
  }

  @Post('logout')
  @ApiOperation({ summary: 'End this session' })
  @ApiBody({ type: NoFields, required: false })
  @ApiEnvelope(null, { message: SIGNED_OUT })
  @ApiBodyErrors()
  @ApiErrors(401, 429, 503)
  async logout(
    @Body() _nothing: NoFields,
    @InSession() { claims }: CallingSession,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<never>> {
    await this.sessions.end(claims.sessionId);
    this.known.forget(claims);
    dropRefreshToken(request, response);
    return done(SIGNED_OUT);
  }

  @Post('logout-everywhere')
  @ApiOperation({ summary: 'End every session of the own account' })
  @ApiBody({ type: NoFields, required: false })
  @ApiEnvelope(null, { message: SIGNED_OUT_EVERYWHERE })
  @ApiBodyErrors()
  @ApiErrors(401, 429, 503)
  async logoutEverywhere(
    @Body() _nothing: NoFields,
    @InSession() { claims }: CallingSession,
    @From() origin: Origin,
    @SignedIn() { id, email }: Account,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<never>> {
    await runInTransaction(this.connection, async (session) => {
      await this.sessions.endAll(session, id);
      await this.audit.record(session, { ...origin, action: 'session.end-all', target: email });
    });
    this.known.forget(claims);
    dropRefreshToken(request, response);
    return done(SIGNED_OUT_EVERYWHERE);
  }

  @Post('2fa/setup')
  @ApiOperation({ summary: 'A new 2FA secret for the own account, in force once a code of it is sent to enable' })
  @ApiBody({ type: NoFields, required: false })
  @ApiEnvelope(TwoFASetupDto)
  @ApiBodyErrors()
  @ApiErrors(401, 409, 429, 503)
  async setup(
    @Body() _nothing: NoFields,
    @SignedIn() { id, email }: Account,
    @From() origin: Origin,
  ): Promise<Answer<TwoFASetupDto>> {
    const made = await this.twoFactor.setup(id, email, (session) =>
      this.audit.record(session, { ...origin, action: '2fa.setup', target: email, after: { twoFAEnabled: false } }),
    );
    return answer(made);
  }

  @Post('2fa/enable')
  @ApiOperation({ summary: 'Turn 2FA on for the own account' })
  @ApiEnvelope(TwoFAStateDto, { message: 'Two-factor authentication is on' })
  @ApiBodyErrors()
  @ApiErrors(401, 403, 409, 429, 503)
  async enable(
    @Body() { code }: EnableTwoFABody,
    @SignedIn() { id, email }: Account,
    @From() origin: Origin,
  ): Promise<Answer<TwoFAStateDto>> {
    await this.twoFactor.enable(id, code, (session) =>
      this.audit.record(session, {
        ...origin,
        action: '2fa.enable',
        target: email,
        before: { twoFAEnabled: false },
        after: { twoFAEnabled: true },
      }),
    );
    return answer({ twoFAEnabled: true }, { message: 'Two-factor authentication is on' });
  }

  private begin(request: Request, response: Response, signedIn: SignedInAccount): Answer<LoginDto> {
    keepRefreshToken(request, response, signedIn.refreshToken, signedIn.endsAt);
    return answer(toLoginDto(signedIn));
  }
}
