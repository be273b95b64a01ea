import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Accounts } from './accounts.js';
import { User, UserSchema } from './user.schema.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: User.name, schema: UserSchema }])],
  providers: [Accounts],
  exports: [Accounts],
})
export class AccountsModule {}
