import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InjectConnection } from '@nestjs/mongoose';
import type { Request, Response } from 'express';
import type { Connection } from 'mongoose';
import type { Account } from '#lib/accounts';
import { Audit, type Origin } from '#lib/audit';
import {
  EnrolmentInvalidError,
  ProviderSessionError,
  Sessions,
  TICKET_SECONDS,
  TwoFAInvalidError,
  TwoFactor,
} from '#lib/auth';
import { AppConfig } from '#lib/config';
import { runInTransaction } from '#lib/database';
import { DatabaseClock } from '#lib/workers';
import { answer, done, type Answer } from '../http/answers/answer.js';
import { ApiBodyErrors, ApiEnvelope, ApiErrors, ApiPublicErrors } from '../http/document/api-docs.js';
import { KnownSessions } from '../http/doors/known-sessions.js';
import { NoFields } from '../http/requests/no-fields.js';
import { Public } from '../http/doors/public.decorator.js';
import { assertSameSite } from '../http/doors/same-site.js';
import { SecurityEvents, type Place } from '../http/doors/security-events.js';
import { At, From, InSession, SignedIn, type CallingSession } from '../http/doors/signed-in.decorator.js';
import {
  EnableTwoFABody,
  LoginBody,
  LoginDto,
  MeDto,
  SetUpTwoFABody,
  TicketDto,
  TwoFASetupDto,
  TwoFAStateDto,
  toLoginDto,
  toMeDto,
  toProof,
} from './auth.dto.js';
import { dropRefreshToken, keepRefreshToken, refreshTokenOf } from './refresh-cookie.js';
import { SignIn, type SignedInAccount } from './sign-in.js';

const TWO_FA_ON = 'Two-factor authentication is on';
const NOT_OURS = "Answers 409 to a token of the platform's identity provider: that sign-in ends where it began.";
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
    private readonly events: SecurityEvents,
    private readonly config: AppConfig,
    private readonly clock: DatabaseClock,
  ) {}

  @Public()
  @Post('login')
  @ApiOperation({
    summary: 'Sign in; needs no 2FA code, because every change asks for one',
    description:
      'While others try many passwords at an account it is slow; its owner gets in at once with password and code together.',
  })
  @ApiEnvelope(LoginDto)
  @ApiBodyErrors()
  @ApiPublicErrors(401, 429, 503)
  async login(
    @Body() { email, password, twoFACode }: LoginBody,
    @At() place: Place,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<LoginDto>> {
    return this.begin(
      request,
      response,
      await this.signIn.withPassword({ email, password, twoFACode: twoFACode ?? undefined }, 'api', place),
    );
  }

  @Public()
  @Post('refresh')
  @ApiOperation({
    summary: 'Go on with a session: a new access token for the refresh token in the cookie',
    description:
      'A refresh token works once, and the answer sets the next. An old one ends the session. Sign-ins of the platform’s ' +
      'identity provider have none: renew their tokens there.',
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
  @ApiOperation({ summary: 'End this session', description: NOT_OURS })
  @ApiBody({ type: NoFields, required: false })
  @ApiEnvelope(null, { message: SIGNED_OUT })
  @ApiBodyErrors()
  @ApiErrors(401, 409, 429, 503)
  async logout(
    @Body() _nothing: NoFields,
    @InSession() { claims }: CallingSession,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<never>> {
    if (claims.sessionId === null) throw new ProviderSessionError();
    await this.sessions.end(claims.sessionId);
    this.known.forget(claims);
    dropRefreshToken(request, response);
    return done(SIGNED_OUT);
  }

  @Post('logout-everywhere')
  @ApiOperation({ summary: 'End every session of the own account', description: NOT_OURS })
  @ApiBody({ type: NoFields, required: false })
  @ApiEnvelope(null, { message: SIGNED_OUT_EVERYWHERE })
  @ApiBodyErrors()
  @ApiErrors(401, 409, 429, 503)
  async logoutEverywhere(
    @Body() _nothing: NoFields,
    @InSession() { claims }: CallingSession,
    @From() origin: Origin,
    @SignedIn() { id, email }: Account,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer<never>> {
    if (claims.sessionId === null) throw new ProviderSessionError();
    await runInTransaction(this.connection, async (session) => {
      await this.sessions.endAll(session, id);
      await this.audit.record(session, { ...origin, action: 'session.end-all', target: email });
    });
    this.known.forget(claims);
    dropRefreshToken(request, response);
    return done(SIGNED_OUT_EVERYWHERE);
  }

  @Post('2fa/setup')
  @ApiOperation({
    summary: 'A new 2FA secret for the own account, in force once a code of it is sent to enable',
    description: 'An admin sends an enrolment code (of "npm run password", or of another admin) and the password.',
  })
  @ApiBody({ type: SetUpTwoFABody, required: false })
  @ApiEnvelope(TwoFASetupDto)
  @ApiBodyErrors()
  @ApiErrors(401, 403, 409, 429, 503)
  async setup(
    @Body() body: SetUpTwoFABody,
    @SignedIn() { id, email, role }: Account,
    @From() origin: Origin,
  ): Promise<Answer<TwoFASetupDto>> {
    const proof = role === 'admin' ? toProof(body) : null;
    const made = await this.telling(origin, email, () =>
      this.twoFactor.setup(id, email, proof, (session) =>
        this.audit.record(session, { ...origin, action: '2fa.setup', target: email, after: { twoFAEnabled: false } }),
      ),
    );
    return answer(made);
  }

  @Post('2fa/enable')
  @ApiOperation({ summary: 'Turn 2FA on for the own account; the recovery codes are shown this once' })
  @ApiEnvelope(TwoFAStateDto, { message: TWO_FA_ON })
  @ApiBodyErrors()
  @ApiErrors(401, 403, 409, 429, 503)
  async enable(
    @Body() { code }: EnableTwoFABody,
    @SignedIn() { id, email, role }: Account,
    @From() origin: Origin,
  ): Promise<Answer<TwoFAStateDto>> {
    const recoveryCodes = await this.telling(origin, email, () =>
      this.twoFactor.enable(id, code, { granted: role === 'admin' }, (session) =>
        this.audit.record(session, {
          ...origin,
          action: '2fa.enable',
          target: email,
          before: { twoFAEnabled: false },
          after: { twoFAEnabled: true },
        }),
      ),
    );
    return answer({ twoFAEnabled: true, recoveryCodes }, { message: TWO_FA_ON });
  }

  /** What is wrong at enrolling is recorded as a wrong code is. */
  private async telling<T>(origin: Origin, email: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TwoFAInvalidError || error instanceof EnrolmentInvalidError) {
        await this.events.codeRefused(origin, email, error);
      }
      throw error;
    }
  }

  private begin(request: Request, response: Response, signedIn: SignedInAccount): Answer<LoginDto> {
    const keptMs = signedIn.endsAt.getTime() - this.clock.nowMs();
    keepRefreshToken(request, response, signedIn.refreshToken, keptMs);
    return answer(toLoginDto(signedIn));
  }
}
