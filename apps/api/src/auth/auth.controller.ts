import { Body, Controller, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Account } from '#lib/accounts';
import { Audit, type Origin } from '#lib/audit';
import { TwoFactor } from '#lib/auth';
import { answer, type Answer } from '../http/answer.js';
import { ApiBodyErrors, ApiEnvelope, ApiErrors, ApiPublicErrors } from '../http/api-docs.js';
import { NoFields } from '../http/no-fields.js';
import { Public } from '../http/public.decorator.js';
import { From, SignedIn } from '../http/signed-in.decorator.js';
import { EnableTwoFABody, LoginBody, LoginDto, toLoginDto, TwoFASetupDto, TwoFAStateDto } from './auth.dto.js';
import { SignIn } from './sign-in.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: SignIn,
    private readonly twoFactor: TwoFactor,
    private readonly audit: Audit,
  ) {}

  @Public()
  @Post('login')
  @ApiOperation({ summary: 'Sign in; needs no 2FA code, because every change asks for one' })
  @ApiEnvelope(LoginDto)
  @ApiBodyErrors()
  @ApiPublicErrors(401, 429, 503)
  async login(@Body() { email, password }: LoginBody): Promise<Answer<LoginDto>> {
    return answer(toLoginDto(await this.signIn.withPassword(email, password)));
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
}
