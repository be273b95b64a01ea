import type { Rule } from '../project.js';
import { apiFolders, noFolderCycles } from './app-folders.js';
import { noDeadExports } from './dead-exports.js';
import { noImportCycles } from './import-cycles.js';
import { besideTheProduct, closedRooms, consoleKnowsTheClient, importOrder } from './import-order.js';
import { everyJobHasOneHandler } from './job-handlers.js';
import {
  connectionsAreSafe,
  environmentOnlyInConfig,
  noForwardReferences,
  schemasStayHome,
  transactionsOnlyInDatabase,
} from './layers.js';
import { onlyLedgerMovesMoney } from './money-writes.js';
import { plainNames } from './plain-names.js';
import { pureFilesHaveNoClock } from './pure-files.js';
import { apiKnowsNoEngine, proofKnowsNoEngine, workerKnowsNoAdmin } from './reach.js';
import { statusesByMoves } from './status-writes.js';

export const RULES: readonly Rule[] = [
  importOrder,
  besideTheProduct,
  closedRooms,
  consoleKnowsTheClient,
  apiKnowsNoEngine,
  proofKnowsNoEngine,
  workerKnowsNoAdmin,
  apiFolders,
  noFolderCycles,
  noImportCycles,
  noForwardReferences,
  schemasStayHome,
  environmentOnlyInConfig,
  transactionsOnlyInDatabase,
  connectionsAreSafe,
  onlyLedgerMovesMoney,
  statusesByMoves,
  pureFilesHaveNoClock,
  everyJobHasOneHandler,
  noDeadExports,
  plainNames,
];
