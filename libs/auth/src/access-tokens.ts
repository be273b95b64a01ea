import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { UnauthenticatedError } from './errors.js';

/** JSON Web Tokens (HS256) that say who calls: `sub` the user's id, `role` for the web apps to read. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly config: AppConfig,
  ) {}

  /** @returns a token and its life in seconds */
  async issue(userId: Types.ObjectId, role: string): Promise<{ accessToken: string; expiresIn: number }> {
    const expiresIn = this.config.accessTokenMinutes * 60;
    const accessToken = await this.jwt.signAsync({ sub: userId.toHexString(), role }, { expiresIn });
    return { accessToken, expiresIn };
  }

  /**
   * @returns whose token it is; whether that account still exists, and its role, must be asked anew
   * @throws UnauthenticatedError
   */
  async verify(token: string): Promise<Types.ObjectId> {
    const payload: unknown = await this.jwt.verifyAsync<object>(token).catch(() => null);
    const sub = (payload as { sub?: unknown } | null)?.sub;
    if (typeof sub !== 'string' || !/^[0-9a-f]{24}$/.test(sub)) {
      throw new UnauthenticatedError('The access token is not valid or has expired. Sign in again.');
    }
    return new Types.ObjectId(sub);
  }
}
