export { CheckProofs, type ProofProblem } from './check-proofs.js';
export { CloseSlots } from './close-slots.js';
export { linkHash, type Link } from './link.js';
export { Proofs, type Proof, type ProofPlace } from './proofs.js';
export { readReceipt, receiptProblems, type Receipt, type ReceiptStep } from './receipt.js';
export { Receipts } from './receipts.js';
export { ReceiptsModule } from './receipts.module.js';
