import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

/** Every change under /admin: the base class of the bodies. */
export class AdminMutationBody {
  @ApiProperty({
    type: String,
    description: "The 6-digit code that the admin's authenticator app shows now; each works once.",
    example: '123456',
    pattern: '^\\d{6}$',
  })
  @IsText()
  twoFACode?: string | number | null;
}

/** A missing or malformed code is refused as such (403); only what cannot be a code at all is a bad field (400). */
function IsText(): PropertyDecorator {
  return ValidateBy({
    name: 'isText',
    validator: {
      validate: (value: unknown) =>
        value === undefined || value === null || ['string', 'number'].includes(typeof value),
      defaultMessage: () => 'must be the 6 digits of the authenticator app, as a string',
    },
  });
}
