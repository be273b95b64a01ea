import { isNotBuilt } from '../api/planned-routes.js';
import { FailureNotice } from './failure-notice.jsx';
import { Empty } from './page.jsx';

/** A failure; where the API has no such route yet, that alone. */
export function FailureOrNotBuilt({ error }: { error: unknown }) {
  if (isNotBuilt(error)) return <Empty>This API does not tell this yet. A newer version of it does.</Empty>;
  return <FailureNotice error={error} />;
}
