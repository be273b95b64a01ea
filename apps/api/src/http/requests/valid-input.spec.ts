import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { AdminMutationBody } from './admin-mutation-body.js';
import { ValidationFailedError, type FieldError } from '../answers/errors.js';
import { validInput } from './valid-input.js';
import { IsCalendarDate } from './validators/is-calendar-date.js';
import { IsListOf } from './validators/is-list-of.js';
import { IsMoney } from './validators/is-money.js';
import { IsRosPercentage } from './validators/is-ros-percentage.js';

class SlotBody {
  @IsRosPercentage()
  rosPercentage: number | string;
}

class QueueBody extends AdminMutationBody {
  @IsOptional()
  @IsMoney()
  premiumPoolAmount?: number | string;

  @IsOptional()
  @IsCalendarDate()
  date?: string;

  @IsOptional()
  @MaxLength(40, { message: 'must be at most 40 characters long' })
  @IsString({ message: 'must be a string' })
  description?: string;

  @IsOptional()
  @Max(100, { message: 'must be at most 100' })
  @Min(1, { message: 'must be at least 1' })
  @IsInt({ message: 'must be a whole number from 1 to 100' })
  slotNumber?: number;

  @IsOptional()
  @Min(1, { each: true, message: 'must be a list of numbers' })
  @ArrayMaxSize(2, { message: 'must be a list of numbers' })
  @IsArray({ message: 'must be a list of numbers' })
  slots?: number[];

  @IsOptional()
  @IsListOf(() => SlotBody, { min: 1, max: 2 })
  distributionSlots?: SlotBody[];
}

async function errorsOf(value: unknown): Promise<readonly FieldError[]> {
  try {
    await validInput(QueueBody, value);
    return [];
  } catch (error) {
    if (error instanceof ValidationFailedError) return error.details;
    throw error;
  }
}

const fieldsOf = async (value: unknown): Promise<string[]> => (await errorsOf(value)).map(({ field }) => field);

describe('what a client sends', () => {
  it('becomes a DTO when all of it is right, with values as they were sent', async () => {
    const sent = { premiumPoolAmount: '10.5', date: '2026-02-12', distributionSlots: [{ rosPercentage: 0.5 }] };
    const body = await validInput(QueueBody, sent);
    expect(body).toBeInstanceOf(QueueBody);
    expect(body.premiumPoolAmount).toBe('10.5');
    expect(body.distributionSlots?.[0]).toBeInstanceOf(SlotBody);
  });

  it('may be nothing at all where every field is optional', async () => {
    expect(await fieldsOf(undefined)).toEqual([]);
  });

  it.each([
    [{ slotNumber: '1' }, 'slotNumber', 'must be a whole number from 1 to 100'],
    [{ slotNumber: 0 }, 'slotNumber', 'must be at least 1'],
    [{ slots: 'none' }, 'slots', 'must be a list of numbers'],
    [{ slots: [0, 0, 0] }, 'slots', 'must be a list of numbers'],
  ])('is told once what is wrong with a field: %j', async (sent, field, message) => {
    expect(await errorsOf({ ...sent })).toMatchObject([{ field, message }]);
  });

  it('is refused with every mistake at once, each under its path', async () => {
    const errors = await errorsOf({
      premiumPoolAmount: -1,
      distributionSlots: [{ rosPercentage: 0.5 }, { rosPercentage: 3 }],
    });
    expect(errors).toEqual([
      { field: 'premiumPoolAmount', message: expect.stringMatching(/^must /) as string, value: -1 },
      {
        field: 'distributionSlots.1.rosPercentage',
        message: expect.stringMatching(/^must .*2\.2/) as string,
        value: 3,
      },
    ]);
  });

  it('is told what it should be, and of no text that it is too long besides', async () => {
    const messagesOf = async (value: unknown): Promise<string[]> =>
      (await errorsOf(value)).map(({ message }) => message);
    expect(await messagesOf({ description: 7 })).toEqual(['must be a string']);
    expect(await messagesOf({ description: 'x'.repeat(41) })).toEqual(['must be at most 40 characters long']);
    expect(await messagesOf({ premiumPoolAmount: '2000000000' })).toEqual([
      expect.stringMatching(/^must be at most 1000000000/),
    ]);
  });

  it.each([
    ['an unknown field', { foo: 1 }, 'foo'],
    ['an unknown field in a list', { distributionSlots: [{ rosPercentage: 1, foo: 1 }] }, 'distributionSlots.0.foo'],
    ['an operator for an amount', { premiumPoolAmount: { $gt: '' } }, 'premiumPoolAmount'],
    ['an operator for a date', { date: { $gt: '' } }, 'date'],
    ['an operator for a text', { description: { $gt: '' } }, 'description'],
    ['an operator for a list', { distributionSlots: { $gt: '' } }, 'distributionSlots'],
    ['an operator for the code', { twoFACode: { $gt: '' } }, 'twoFACode'],
    ['a list for an amount', { premiumPoolAmount: [5] }, 'premiumPoolAmount'],
    ['true for an amount', { premiumPoolAmount: true }, 'premiumPoolAmount'],
    ['an empty text for an amount', { premiumPoolAmount: '' }, 'premiumPoolAmount'],
    ['a hexadecimal amount', { premiumPoolAmount: '0x10' }, 'premiumPoolAmount'],
    ['seven decimals', { premiumPoolAmount: '0.0000001' }, 'premiumPoolAmount'],
    ['null', { premiumPoolAmount: null }, 'premiumPoolAmount'],
    ['null in a list', { distributionSlots: [null] }, 'distributionSlots'],
    ['an operator with null', { date: { $ne: null } }, 'date'],
    ['a text in a list of objects', { distributionSlots: ['x'] }, 'distributionSlots'],
    ['a list in a list of objects', { distributionSlots: [[{ rosPercentage: 1 }]] }, 'distributionSlots'],
    ['an empty list', { distributionSlots: [] }, 'distributionSlots'],
    ['30 February', { date: '2026-02-30' }, 'date'],
    ['a body that is a list', [], 'body'],
    ['a body that is a text', 'x', 'body'],
    ['a key for the prototype', JSON.parse('{"__proto__":{"isAdmin":true}}'), '__proto__'],
    [
      'a key for the constructor',
      JSON.parse('{"distributionSlots":[{"constructor":1}]}'),
      'distributionSlots.0.constructor',
    ],
  ])('is refused by name with %s', async (_, body: unknown, field) => {
    expect(await fieldsOf(body)).toContain(field);
  });

  it('is refused, not followed, when it is nested without end', async () => {
    const deep = `{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}`;
    expect((await errorsOf(JSON.parse(deep)))[0]?.message).toMatch(/nested too deeply/);
  });

  it('leaves a missing or malformed code to the check of the code', async () => {
    expect(await fieldsOf({ twoFACode: null })).toEqual([]);
    expect(await fieldsOf({ twoFACode: '12' })).toEqual([]);
    expect(await fieldsOf({ twoFACode: 123456 })).toEqual([]);
  });

  it('is never quoted where it is a secret, and shortened where it is long', async () => {
    const [code] = await errorsOf({ twoFACode: true });
    expect(code).not.toHaveProperty('value');
    const [date] = await errorsOf({ date: 'x'.repeat(5_000) });
    expect(String(date?.value).length).toBeLessThan(200);
  });
});
