import { Body, Controller, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Account } from '#lib/accounts';
import type { Origin } from '#lib/audit';
import { AdminMutationBody } from '../http/requests/admin-mutation-body.js';
import { AdminMutation, NotReplayed } from '../http/requests/admin-mutation.decorator.js';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { NeedsScope } from '../http/doors/needs-scope.decorator.js';
import { IdParam } from '../http/requests/params.js';
import { From, InSession, SignedIn, type CallingSession } from '../http/doors/signed-in.decorator.js';
import { EnrolmentDto, ScopesBody, ScopesDto } from './admin-access.dto.js';
import { AdminAccess } from './admin-access.js';

const UserParamDoc = (): MethodDecorator =>
  ApiParam({ name: 'id', schema: { type: 'string', pattern: '^[0-9a-f]{24}$', example: '665f1c2e9b1e8a0012345678' } });

/** One admin's hand for another's access (docs/specification.md 3). */
@ApiTags('auth')
@Controller('admin/users')
@NeedsScope('approve')
export class AdminAccessController {
  constructor(private readonly access: AdminAccess) {}

  @Post(':id/enrolment')
  @UserParamDoc()
  @AdminMutation(AdminMutationBody)
  @NotReplayed()
  @ApiOperation({ summary: 'A code with which another admin who has no 2FA can set it up, within 30 minutes' })
  @ApiEnvelope(EnrolmentDto)
  @ApiErrors(404, 409)
  async enrolment(
    @Param('id', IdParam) id: string,
    @SignedIn() asking: Account,
    @InSession() { session }: CallingSession,
    @From() origin: Origin,
  ): Promise<Answer<EnrolmentDto>> {
    return answer(await this.access.grantEnrolment(id, asking, { hasTwoFA: session.twoFAEnabled, origin }));
  }

  @Patch(':id/scopes')
  @UserParamDoc()
  @AdminMutation(ScopesBody)
  @NotReplayed()
  @ApiOperation({ summary: 'What another admin may do' })
  @ApiEnvelope(ScopesDto)
  @ApiErrors(404, 409)
  async scopes(
    @Param('id', IdParam) id: string,
    @Body() { scopes }: ScopesBody,
    @SignedIn() asking: Account,
    @From() origin: Origin,
  ): Promise<Answer<ScopesDto>> {
    await this.access.setScopes(id, scopes, asking, origin);
    return answer({ scopes });
  }
}
