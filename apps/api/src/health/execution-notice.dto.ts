import { ApiProperty } from '@nestjs/swagger';

/** Of an answer to what pays, as `ExecutionNotice`: absent while slots run at their times. */
export class ExecutionNoticeDto {
  @ApiProperty({ type: Boolean, enum: [false], required: false, description: 'Only there while nothing is executed' })
  executionEnabled?: false;

  @ApiProperty({ type: String, required: false, description: 'Why nothing is paid, and what to do' })
  warning?: string;
}
