import type { DeclarationPatch } from '#lib/declarations';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { OptionalDescription, OptionalMoney, OptionalRosPercentage } from '../../http/document/documented.js';
import { readAmounts } from '../../http/requests/read-amounts.js';

/** At least one of them. */
export class ChangeDeclarationBody extends AdminMutationBody {
  @OptionalMoney(12000, 'The premium pool')
  premiumPoolAmount?: number | string;

  @OptionalMoney(5000, 'The performance pool')
  performancePoolAmount?: number | string;

  @OptionalRosPercentage(0.6, 'Paid to every active stake')
  rosPercentage?: number | string;

  @OptionalDescription('Better day')
  description?: string;
}

export function toDeclarationPatch(body: ChangeDeclarationBody): DeclarationPatch {
  return { ...readAmounts(body), description: body.description };
}
