import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Accounts } from './accounts.js';
import { Emails } from './emails.js';
import { FindUsers } from './find-users.js';
import { User, UserSchema } from './user.schema.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: User.name, schema: UserSchema }])],
  providers: [Accounts, Emails, FindUsers],
  exports: [Accounts, FindUsers],
})
export class AccountsModule {}
