import { LinkAnchor } from '../shared/links.jsx';
import { Empty, Page } from '../shared/page.jsx';

export function NotFound() {
  return (
    <Page title="No such page">
      <Empty>
        Nothing is at this address.{' '}
        <LinkAnchor to="/" underline="always">
          Go to today
        </LinkAnchor>
        .
      </Empty>
    </Page>
  );
}
